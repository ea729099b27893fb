import type {OpenPhase, Phase, Phases} from './phases.js'

import {ellipsis} from '../text/unicode.js'

/** How often the status of a phase is printed, in milliseconds. */
const INTERVAL = 5000

/** Lines go to a file or a pager, so they need not fit a screen. */
const COLUMNS = 100

/** Shows a phase as plain lines: its title, its status every few seconds, its result. */
export class PlainPhases implements Phases {
  begin(phase: Phase): OpenPhase {
    print(`${phase.title}${ellipsis()}`)
    const timer = setInterval(() => {
      if (phase.status) print(phase.status(COLUMNS))
    }, INTERVAL)
    return {
      async fail() {
        clearInterval(timer)
      },
      async succeed(line) {
        clearInterval(timer)
        print(line)
      },
    }
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
