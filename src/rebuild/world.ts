import type {ImportQueue} from '../import-queue/import-queue.js'
import type {Plan} from './events.js'

/** What a run works with. */
export interface World {
  /** Address of the import queue, such as `ipc:///tmp/piw-import`. */
  readonly address: string
  /**
   * Asked before every package, or every one that matches, is requested, with what that means. Throws to decline;
   * nothing was sent then. Everything is confirmed unless given.
   */
  readonly confirm?: ((plan: Plan) => Promise<void>) | undefined
  /** Opens a connection to the import queue; closed by the run when it ends. The signal gives up connecting. */
  readonly connect: (signal: AbortSignal) => Promise<ImportQueue>
  /** The database of packages, such as `postgres:///piwheels`. */
  readonly dsn: string
  /** Directory that the master writes pages to; `output-path` in piwheels.conf. */
  readonly outputPath: string
  /** Stops the run: nothing more is sent, and requests in flight have a few seconds to be answered. */
  readonly signal: AbortSignal
  /** Private directory for checkpoints, lists of failures and the master's speed. */
  readonly stateDir: string
  /** How long the master may give no answer at all before the run gives up, in seconds. */
  readonly timeout: number
}
