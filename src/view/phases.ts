/** A stretch of a command's work that the user sees as one line. */
export interface Phase {
  /**
   * The line while it is under way; the title unless given. Called when the line is drawn, a few times a second at most:
   * however much happens, showing it costs the same.
   *
   * @param columns how many the line may take
   */
  readonly status?: (columns: number) => string
  readonly title: string
}

/** A phase that is shown. */
export interface OpenPhase {
  /** It has failed: the line stays as a failed one. */
  fail(): Promise<void>
  /** It has succeeded, and this is its line from now on. */
  succeed(line: string): Promise<void>
}

/** Shows phases, one after the other. */
export interface Phases {
  begin(phase: Phase): OpenPhase
}
