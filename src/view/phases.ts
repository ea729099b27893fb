/** A stage of a command's work, shown as one line. */
export interface Phase {
  /** What the status is about, such as a lost connection; undefined while all is well. */
  readonly state?: string | undefined
  /**
   * The line while the phase runs; the title unless given. Called when the line is drawn, at most ten times per second,
   * so the cost does not depend on the number of events.
   *
   * @param columns available width
   */
  readonly status?: (columns: number) => string
  readonly title: string
}

/** A phase on the screen. */
export interface OpenPhase {
  /** Marks the line as failed. */
  fail(): Promise<void>
  /** Marks the line as succeeded, with this final text. */
  succeed(line: string): Promise<void>
}

/** Shows phases, one after the other. */
export interface Phases {
  begin(phase: Phase): OpenPhase
}
