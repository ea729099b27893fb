import type {OpenPhase, Phase, Phases} from './phases.js'

import {ellipsis} from '../text/unicode.js'

/** How often the status of a phase is printed, in milliseconds. */
const INTERVAL = 5000

/** Lines are for a file or a pager rather than a screen: they need not fit one. */
const COLUMNS = 100

/** Shows a phase as plain lines: its title, its status every few seconds, how it ended. */
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
