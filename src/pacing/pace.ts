/**
 * Decides when to send requests, from the times at which earlier ones were sent and answered. It has no clock: times are
 * in seconds, by any monotonic clock.
 */
export interface Pace {
  /**
   * The oldest request in flight was answered.
   *
   * @param now the time
   * @param isQueued whether the master queued it and will write a page
   */
  answered(now: number, isQueued: boolean): void
  /** This process was stopped until now, so the times of replies are unknown. Called before {@link answered}. */
  heldUp?(now: number): void
  /** The longest wait of other clients, in seconds, as far as own requests show; undefined until there was one. */
  readonly longestWait: number | undefined
  /** When the next request may be sent: not later than now if at once, `Infinity` if a reply has to arrive first. */
  next(): number
  /** Requests per second. */
  readonly rate: number
  /** How long sending `count` more requests takes, in seconds; undefined until measurable. */
  secondsFor(count: number): number | undefined
  /** A request is sent. */
  sent(now: number): void
  /** The measured writing speed of the master, in packages per second; undefined until measurable. */
  readonly speed?: number | undefined
  /** All pages requested and answered before this time are written, as flushes show; undefined while unknown. */
  writtenUntil?(): number | undefined
}
