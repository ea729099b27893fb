import type {PIW_CONFIG, PiwHook} from './events.js'

import {resolveFlags} from './resolve-flags.js'

/** Provides `piw:config`. */
const hook: PiwHook<typeof PIW_CONFIG> = async ({flags}) => resolveFlags(flags)

export default hook
