/**
 * The public API for other plugins of the piwheels admin suite: the base of its commands, its shared hook, and the
 * import queue with its messages.
 */

export type {PiwConfig, Setting, SettingSource} from './config/setting.js'
export {EXIT_CODES, exitCodeOf, InterruptedError} from './errors/exit-codes.js'
export {PiwError, type PiwErrorOptions} from './errors/piw-error.js'
export {
  type ImportQueueHookOptions,
  PIW_CONFIG,
  PIW_IMPORT_QUEUE,
  type PiwEvents,
  type PiwFlags,
  type PiwHook,
} from './hooks/events.js'
export {runPiwHook} from './hooks/run-hook.js'
export {AddressError} from './import-queue/address.js'
export {
  ConnectionClosedError,
  ConnectionLostError,
  NoAnswerError,
  NoMasterError,
  UntrustedOwnerError,
} from './import-queue/connection-errors.js'
export {InvalidMessageError, ProtocolError} from './import-queue/errors.js'
export {type Exchange, ImportQueue, type ImportQueueOptions, type StreamOptions} from './import-queue/import-queue.js'
export type {ImportFile, RebuildRequest, Reply, ReplyTo, Request} from './import-queue/messages.js'
export {timeDelta, type TimeDelta} from './import-queue/timedelta.js'
export {Timestamp} from './import-queue/timestamp.js'
export {checkName, InvalidNameError} from './packages/name.js'
export {piwFlags} from './piw/flags.js'
export {PiwCommand} from './piw/piw-command.js'
