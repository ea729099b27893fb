/** The service behind `piw rebuild`, for other plugins and scripts: `@piwheels/plugin-rebuild/rebuild`. */

export type {Limits, Plan, RunEvent, Skipped} from './events.js'
export type {Job, Packages, PackagesJob, SiteJob, Wait} from './job.js'
export type {PackagePart, Part, SitePart} from './part.js'
export {preview, type Preview} from './preview.js'
export type {Counts, Failure, Report, ReportedPace} from './report.js'
export type {Outcome} from './requests/outcome.js'
export {run} from './run.js'
export type {World} from './world.js'
