// The public entry `@piwheels/plugin-rebuild/testing`.
export type {Behaviour, Nonsense, ScriptedAnswer, WritingBehaviour} from './behaviour.js'
export type {Exit} from './child.js'
export type {EmulatedMaster, MasterSignal} from './master.js'
export {defaultPackages} from './model/packages.js'
export type {RecordedRequest} from './record.js'
export {type MasterOptions, startMaster} from './start.js'
export type {Drift} from './writer/page-times.js'
