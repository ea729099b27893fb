/** A stretch of a command's work that the user sees as one line. */
export interface Phase<T> {
  /** The line once it has succeeded; the title unless given. */
  readonly done?: (result: T) => string
  /**
   * The line while it is under way; the title unless given. Asked for when the line is drawn, a few times a second at
   * most, and never in between: however much happens, showing it costs the same.
   *
   * @param columns how many the line may take
   */
  readonly status?: (columns: number) => string
  readonly title: string
}

/** Shows phases, one after the other. */
export interface Phases {
  /** Does some work and shows it as a phase. What the work throws is thrown on. */
  run<T>(phase: Phase<T>, work: () => Promise<T>): Promise<T>
}
