import type {Outcome} from './outcome.js'
import type {PendingPage} from './pending-page.js'

/** The pages whose requests are queued again, as the master died before it wrote them. */
export class Repeats {
  readonly #outcomes: Outcome[] = []
  /** Pages whose requests are not queued again yet, by package. */
  readonly #pages = new Map<null | string, PendingPage>()

  add(page: PendingPage): void {
    page.queued = undefined
    this.#pages.set(page.package, page)
  }

  /**
   * Records the outcome of a repeated request. After an unanswered one, the page may still be written.
   *
   * @returns the page if its state has changed
   */
  answer(outcome: Outcome): PendingPage | undefined {
    const page = this.#pages.get(outcome.package)
    this.#pages.delete(outcome.package)
    if (outcome.status === 'requeued') {
      this.#outcomes.push(outcome)
      if (page) page.queued = performance.now()
      return page
    }

    // Unanswered, or written meanwhile.
    if (outcome.status !== 'refused' || page?.outcome) return undefined
    if (page) page.outcome = {package: outcome.package, reason: outcome.reason, status: 'refused'}
    return page
  }

  /** Takes out the outcomes of requests queued again since the last call. */
  take(): readonly Outcome[] {
    return this.#outcomes.splice(0)
  }
}
