import {execFileSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

import {environment, measure, PIW, time} from '../support/processes.js'
import {invented, onStage} from '../support/stage.js'
import {spread} from '../support/statistics.js'

const BARE_LOOP = fileURLToPath(new URL('bare-loop.js', import.meta.url))

/** How many packages are asked for one process each. */
const ALONE = 20

/** How fast many packages are asked for, beside a bare loop over zeromq and a process for each package. */
export async function stream({short}) {
  const packages = short ? 50_000 : 100_000
  return onStage({packages}, ({flags, home, list, master}) => {
    const project = (...args) => measure(['project', '--yes', '--rate', '0', ...flags, ...args], home).report
    const cases = {
      'a bare loop over zeromq': () => Number(execFileSync(process.execPath, [BARE_LOOP, master.address, list])),
      'piw, from a list': () => project('--packages-from', list).seconds,
      'piw, from the database': () => project().seconds,
    }
    const rates = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
    for (let run = 0; run < (short ? 3 : 7); run++) {
      for (const [name, seconds] of Object.entries(cases)) rates[name].push(packages / seconds())
    }

    const alone = invented(ALONE).map((name) =>
      time(process.execPath, [PIW, 'rebuild', 'project', name, ...flags], {env: environment(home)}),
    )
    const middle = Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)]))
    middle['piw, a process for each'] = spread(alone.map((milliseconds) => 1000 / milliseconds))
    const bare = middle['a bare loop over zeromq'].median
    return {
      goals: [
        {
          atLeast: 0.9,
          value: middle['piw, from the database'].median / bare,
          what: 'stream from the database against the bare loop',
        },
      ],
      rows: Object.entries(middle).map(([what, {high, low, median}]) => ({
        'packages/s': Math.round(median),
        'packages/s, middle half': `${Math.round(low)}–${Math.round(high)}`,
        'times the bare loop': Number((median / bare).toFixed(2)),
        what,
      })),
      title: `Stream of ${packages.toLocaleString('en')} packages`,
    }
  })
}
