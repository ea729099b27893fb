import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Page} from '../../pages/page.js'
import type {Outcome} from './outcome.js'

/** A request until its page is written or given up. */
export class PendingPage {
  /** Undefined until final. */
  outcome: Outcome | undefined
  package: null | string = null
  /**
   * When the master queued the request, in milliseconds of `performance.now()`; undefined before, and until it is queued
   * again.
   */
  queued: number | undefined
  readonly request: RebuildRequest
  readonly #page: Page

  constructor(request: RebuildRequest, page: Page) {
    this.request = request
    this.#page = page
  }

  /** Whether the request is queued and its page is not known to be written. */
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
