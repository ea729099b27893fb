import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Plan} from './events.js'

/** The environment of a run. */
export interface World {
  /** Address of the import queue, such as `ipc:///tmp/piw-import`. */
  readonly address: string
  /**
   * Confirms a rebuild of all packages, or of all that match, before the first request. Throws to decline; nothing is
   * sent then. Everything is confirmed unless given.
   */
  readonly confirm?: ((plan: Plan) => Promise<void>) | undefined
  /** Opens a connection to the import queue; closed by the run at its end. The signal cancels connecting. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** The database of packages, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** The master's output directory; `output-path` in piwheels.conf. */
  readonly outputPath: string
  /** Stops the run: nothing more is sent, and outstanding requests have a few seconds to be answered. */
  readonly signal: AbortSignal
  /** Private directory for checkpoints, lists of failures and the master's speed. */
  readonly stateDir: string
  /** Timeout without any answer of the master, in seconds. */
  readonly timeout: number
}
