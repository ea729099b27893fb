import {Pacer} from '../../dist/pacing/pacer.js'
import {simulate} from '../../dist/testing/simulation.js'

/** What the real master was measured to take for a request, in seconds. */
const SERVICE_TIME = 0.000_86

/** The masters that the pacer has to do with; speeds are in pages a second. */
export const SCENES = [
  {name: 'writer-20', packages: 100_000, speed: () => 20, title: '100,000 packages, 20 pages/s'},
  {name: 'writer-210-packages-10000', packages: 10_000, speed: () => 210, title: '10,000 packages, 210 pages/s'},
  {name: 'writer-210', packages: 100_000, speed: () => 210, title: '100,000 packages, 210 pages/s'},
  {
    name: 'writer-210-packages-1000000',
    packages: 1_000_000,
    speed: () => 210,
    title: '1,000,000 packages, 210 pages/s',
  },
  {name: 'writer-1000', packages: 100_000, speed: () => 1000, title: '100,000 packages, 1,000 pages/s'},
  {
    name: 'writer-drops',
    packages: 100_000,
    speed: (now) => (now < 350 ? 210 : 42),
    title: '100,000 packages, 210 pages/s until 350 s, then 42',
  },
]

/** A rebuild on a simulated clock, paced or as fast as the master answers. */
export function simulateScene({packages, speed}, {paced}) {
  return simulate({
    askEvery: 0.2,
    hold: 60,
    packages,
    serviceTime: SERVICE_TIME,
    speed,
    timing: paced ? new Pacer(0) : undefined,
    window: 64,
  })
}
