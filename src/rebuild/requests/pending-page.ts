import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Page} from '../../pages/page.js'
import type {Outcome} from './outcome.js'

/** A request under way: it is answered, then its page is written, or either is given up. */
export class PendingPage {
  /** Undefined until it has one. */
  outcome: Outcome | undefined
  package: null | string = null
  /**
   * When the master queued it, in milliseconds by the clock of `performance`; undefined unless it has, and while it is to
   * be queued again.
   */
  queued: number | undefined
  readonly request: RebuildRequest
  readonly #page: Page

  constructor(request: RebuildRequest, page: Page) {
    this.request = request
    this.#page = page
  }

  /** Whether it is queued, and its page not known to be written. */
  get isAwaited(): boolean {
    return this.queued !== undefined && !this.outcome
  }

  giveUp(reason: string, {isGivenUp}: {readonly isGivenUp: boolean}): void {
    this.outcome = {isGivenUp, package: this.package, reason, status: 'unwritten'}
  }

  async isWritten(): Promise<boolean> {
    return this.#page.isWritten()
  }
}
