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
  /** For how long others had to wait at most, in seconds, as far as own requests show; undefined while none had to. */
  readonly longestWait: number | undefined
  /** When the next request may be sent: now or before if at once, `Infinity` if an answer has to come first. */
  next(): number
  /** In requests per second. */
  readonly rate: number
  /** How long it takes to send so many more, in seconds; undefined until measurable. */
  secondsFor(count: number): number | undefined
  /** A request is sent. */
  sent(now: number): void
  /** How fast the master is seen to write, in packages per second; undefined while unknown. */
  readonly speed?: number | undefined
  /** The pages of all requests that were answered before this time are written, as flushes show; undefined while unknown. */
  writtenUntil?(): number | undefined
}
