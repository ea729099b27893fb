import * as fc from 'fast-check'
import {setImmediate as nextTurn} from 'node:timers/promises'
import {createContext, Script} from 'node:vm'

/** How many cases a property is checked in; each run has others. */
const CASES = Number(process.env.PIW_CASES ?? 20_000)

/** So many at a time; between them the test runner gets a word in. */
const BATCH = 5000

/** How long a case may take, in milliseconds. A case takes microseconds; the rest is for a machine that is busy. */
const CASE_LIMIT = 5000

/** How long a batch may take, in milliseconds, before the case under way is taken to hang. */
const BATCH_LIMIT = 45_000

/** For a test of properties: a safety net, like the limits above. */
export const PATIENCE = 300_000

/**
 * Checks a property in 20,000 cases, or as many as `PIW_CASES` says. A case that throws fails it, and fast-check then prints the seed; so does one that
 * takes too long, and one that does not end at all. `PIW_SEED` repeats a run.
 */
export async function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): Promise<void> {
  const first = Number(process.env.PIW_SEED ?? Date.now() % 2 ** 31)
  for (let done = 0; done < CASES; done += BATCH) {
    checkBatch(arbitrary, check, first + done)
    await nextTurn()
  }
}

function checkBatch<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void, seed: number): void {
  let underWay: undefined | {readonly started: number; readonly value: T}
  const property = fc.property(arbitrary, (value) => {
    underWay = {started: performance.now(), value}
    check(value)
    const took = performance.now() - underWay.started
    if (took > CASE_LIMIT) throw new Error(`took ${Math.round(took)} ms`)
  })

  try {
    endAfter(BATCH_LIMIT, () => fc.assert(property, {numRuns: BATCH, seed}))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT' || !underWay) throw error
    const {started, value} = underWay
    const time = Math.round(performance.now() - started)
    throw new Error(`Seed ${seed}: not done after ${time} ms with ${fc.stringify(value)}`, {cause: error})
  }
}

/** Ends what never returns; nothing but a script of its own can be ended that way. */
function endAfter(timeout: number, run: () => void): void {
  new Script('run()').runInContext(createContext({run}), {timeout})
}
