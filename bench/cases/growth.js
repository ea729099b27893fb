import {measure} from '../support/processes.js'
import {onStage} from '../support/stage.js'
import {fit} from '../support/statistics.js'

const SIZES = [
  {match: 'pkg-0000*', packages: 999},
  {match: 'pkg-000*', packages: 9999},
  {match: 'pkg-00*', packages: 99_999},
  {match: '*', packages: 1_000_000},
]

/** What a rebuild takes of time, CPU and memory, by the number of packages. */
export async function growth({short}) {
  const sizes = short ? SIZES.slice(0, 3) : SIZES
  return onStage({packages: sizes.at(-1).packages}, ({flags, home}) => {
    const measured = sizes.map(({match, packages}) => {
      const args = ['project', '--yes', '--rate', '0', '--match', match, ...flags]
      // Of three, the one that took the least memory: what it needs, rather than what the machine let it have.
      const runs = Array.from({length: packages > 100_000 ? 1 : 3}, () => measure(args, home))
      const {cpu, megabytes, report} = runs.sort((a, b) => a.megabytes - b.megabytes)[0]
      return {cpu, megabytes, packages, seconds: report.seconds}
    })
    const [, some] = measured
    const most = measured.at(-1)
    const power = fit(measured.slice(1).map(({packages, seconds}) => ({x: Math.log(packages), y: Math.log(seconds)})))
    return {
      goals: [
        {
          atMost: 1.15,
          value: most.megabytes / some.megabytes,
          what: `peak memory, ${most.packages.toLocaleString('en')} packages against 9,999`,
        },
        {atMost: 150, value: most.megabytes, what: 'peak memory, in MB'},
      ],
      measured,
      notes: [`Time grows with the ${power.slope.toFixed(2)}th power of the number of packages (1 is linear).`],
      rows: measured.map(({cpu, megabytes, packages, seconds}) => ({
        'CPU ms for 1,000': Math.round((cpu / packages) * 1e6),
        packages,
        'peak MB': Number(megabytes.toFixed(1)),
        seconds: Number(seconds.toFixed(1)),
      })),
      title: 'Growth: time, CPU and memory',
    }
  })
}
