/** What an action returns, or the error that it may throw; any other is a failure of the test. */
export function attempt<T, E extends Error>(Declared: new (...args: never[]) => E, action: () => T): E | T {
  try {
    return action()
  } catch (error) {
    if (error instanceof Declared) return error
    throw error
  }
}
