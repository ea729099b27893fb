import type {Errand} from './errand.js'
import type {Outcome} from './outcome.js'

/** The errands whose requests are queued again, since the master died before it wrote their pages. */
export class Repeats {
  /** Those that are not queued again yet, by their packages. */
  readonly #errands = new Map<null | string, Errand>()
  readonly #outcomes: Outcome[] = []

  add(errand: Errand): void {
    errand.queued = undefined
    this.#errands.set(errand.package, errand)
  }

  /**
   * An errand's request was queued again, refused, or had no answer, and then the page may still be written.
   *
   * @returns the errand where it is news of it
   */
  answer(outcome: Outcome): Errand | undefined {
    const errand = this.#errands.get(outcome.package)
    this.#errands.delete(outcome.package)
    if (outcome.status === 'requeued') {
      this.#outcomes.push(outcome)
      if (errand) errand.queued = performance.now()
      return errand
    }

    // Or it has been written after all.
    if (outcome.status !== 'refused' || errand?.outcome) return undefined
    if (errand) errand.outcome = {package: outcome.package, reason: outcome.reason, status: 'refused'}
    return errand
  }

  /** What was queued again since the last time. */
  take(): readonly Outcome[] {
    return this.#outcomes.splice(0)
  }
}
