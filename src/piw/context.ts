import type {PiwConfig} from '../config/setting.js'
import type {InterruptedError} from '../errors/exit-codes.js'
import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Logger} from './logger.js'

/** Settings and services that a command passes to the code that it calls. */
export interface PiwContext {
  /** The name of the program, such as `piw`. */
  readonly bin: string
  /** The file given by `--configuration`. */
  readonly configuration: string | undefined
  /**
   * Opens a connection to the import queue, closed when the command ends. It stays open when the command is stopped: the
   * caller observes {@link signal} and settles outstanding requests.
   */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** The directory for state. */
  readonly dataDir: string
  /** Describes an error in a JSON document. */
  readonly errorJson: (error: Error) => object
  /** Whether standard output is reserved for JSON. */
  readonly json: boolean
  readonly logger: Logger
  readonly piwConfig: PiwConfig
  /** Aborted with an {@link InterruptedError} when the user stops the command. */
  readonly signal: AbortSignal
  /** The reason if the user stopped the command. */
  readonly stopReason: () => InterruptedError | undefined
}
