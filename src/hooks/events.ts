import type {Hook} from '@oclif/core/hooks'
import type {Config} from '@oclif/core/interfaces'

import type {PiwSettings} from '../config/keys.js'
import type {PiwConfig} from '../config/setting.js'
import type {ImportQueue} from '../import-queue/import-queue.js'

/** The event whose hook resolves the suite's configuration. */
export const PIW_CONFIG = 'piw:config'

/** The event whose hook opens a connection to the import queue. */
export const PIW_IMPORT_QUEUE = 'piw:import-queue'

/** The parsed flags of a command; flags that are not settings are ignored. */
export type PiwFlags = {readonly [K in keyof PiwSettings]?: PiwSettings[K] | undefined} & {
  readonly configuration?: string | undefined
}

/** Either the flags or the result of `piw:config`. (oclif reserves the name `config`.) */
export type ImportQueueHookOptions =
  | {readonly flags: PiwFlags; readonly piwConfig?: never; readonly signal?: AbortSignal | undefined}
  | {readonly flags?: never; readonly piwConfig: PiwConfig; readonly signal?: AbortSignal | undefined}

/** The suite's events, with their options and results. */
export interface PiwEvents {
  [PIW_CONFIG]: {options: {readonly flags: PiwFlags}; return: PiwConfig}
  [PIW_IMPORT_QUEUE]: {options: ImportQueueHookOptions; return: ImportQueue}
}

/**
 * A provider of one of the suite's events.
 *
 * The map of events can be extended in oclif 4, but not in oclif 5. So the suite's events have a map of their own, used by
 * {@link runPiwHook}.
 */
export type PiwHook<E extends keyof PiwEvents> = (
  this: Hook.Context,
  options: PiwEvents[E]['options'] & {readonly config: Config},
) => Promise<PiwEvents[E]['return']>
