import type {OpenPhase, Phase, Phases} from './phases.js'

import {ellipsis} from '../text/unicode.js'

/** When the status is printed, in seconds after the line before: an hour is some twenty lines of mail. */
const INTERVALS = {longest: 300, shortest: 5} as const

/** Lines go to a file or a pager, so they need not fit a screen. */
const COLUMNS = 100

/** Shows a phase as plain lines: its title, its status at growing intervals and when its state changes, its result. */
export class PlainPhases implements Phases {
  begin(phase: Phase): OpenPhase {
    print(`${phase.title}${ellipsis()}`)
    let interval: number = INTERVALS.shortest
    let seconds = 0
    let {state} = phase
    const timer = setInterval(() => {
      seconds++
      if (!phase.status || (seconds < interval && phase.state === state)) return
      print(phase.status(COLUMNS))
      interval = phase.state === state ? Math.min(2 * interval, INTERVALS.longest) : INTERVALS.shortest
      seconds = 0
      state = phase.state
    }, 1000)
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
