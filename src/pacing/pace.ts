/**
 * Tells when requests are to be sent, from when they were sent and answered. It has no clock: times are in seconds, by
 * any clock that only goes forward.
 */
export interface Pace {
  /**
   * The oldest request that is in flight was answered.
   *
   * @param now the time
   * @param isQueued whether there is a page to be written for it
   */
  answered(now: number, isQueued: boolean): void
  /** This process was held up until now, so that it cannot be known when answers came. Told before {@link answered}. */
  heldUp?(now: number): void
  /** When the next request may be sent: now or before if at once, `Infinity` if an answer has to come first. */
  next(now: number): number
  /** In requests a second. */
  readonly rate: number
  /**
   * How long it takes to send so many more, in seconds; undefined while nobody can tell.
   *
   * @param count how many
   * @param now the time
   */
  secondsFor(count: number, now: number): number | undefined
  /** A request is sent. */
  sent(now: number): void
  /**
   * All requests that were answered before this moment have been written, as far as flushes show it; undefined while
   * they show nothing.
   *
   * @param now the time
   */
  writtenUntil?(now: number): number | undefined
}
