import type {Outcome} from './outcome.js'
import type {PendingPage} from './pending-page.js'

/** The pages whose requests are queued again, since the master died before it wrote their pages. */
export class Repeats {
  readonly #outcomes: Outcome[] = []
  /** Those that are not queued again yet, by their packages. */
  readonly #pages = new Map<null | string, PendingPage>()

  add(page: PendingPage): void {
    page.queued = undefined
    this.#pages.set(page.package, page)
  }

  /**
   * An page's request was queued again, refused, or had no answer, and then the page may still be written.
   *
   * @returns the page where it is news of it
   */
  answer(outcome: Outcome): PendingPage | undefined {
    const page = this.#pages.get(outcome.package)
    this.#pages.delete(outcome.package)
    if (outcome.status === 'requeued') {
      this.#outcomes.push(outcome)
      if (page) page.queued = performance.now()
      return page
    }

    // Or it has been written after all.
    if (outcome.status !== 'refused' || page?.outcome) return undefined
    if (page) page.outcome = {package: outcome.package, reason: outcome.reason, status: 'refused'}
    return page
  }

  /** What was queued again since the last time. */
  take(): readonly Outcome[] {
    return this.#outcomes.splice(0)
  }
}
