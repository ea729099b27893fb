import type {PiwConfig} from '../config/setting.js'
import type {InterruptedError} from '../errors/exit-codes.js'
import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Logger} from './logger.js'

/** What a command hands to what it calls: all that there is to know of the command line, and of the suite. */
export interface PiwContext {
  /** The name of the program, such as `piw`. */
  readonly bin: string
  /** The file of `--configuration`, where one was given. */
  readonly configuration: string | undefined
  /**
   * Opens a connection to the import queue, which is closed when the command ends. Stopping the command leaves it open:
   * whoever opens it heeds {@link signal}, and settles what is in flight.
   */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** oclif's data directory. */
  readonly dataDir: string
  /** What a JSON document says of an error. */
  readonly errorJson: (error: Error) => object
  /** Whether standard output is for JSON alone. */
  readonly json: boolean
  readonly logger: Logger
  readonly piwConfig: PiwConfig
  /** Aborted with an {@link InterruptedError} when the user stops the command. */
  readonly signal: AbortSignal
  /** What stopped the command, if anything did. */
  readonly stopReason: () => InterruptedError | undefined
}
