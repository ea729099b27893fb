import {Pacer} from '../../build/pacing/pacer.js'
import {pageTimes} from '../../build/testing/writer/page-times.js'
import {oracle} from './oracle.js'
import {simulate} from './simulation.js'

const SECONDS_OF_HOUR = 3600

/** How fast the writer is, by the time: 210 pages/s, and from 350 s on a fifth of that. */
const drops = (now) => (now < 350 ? 210 : 42)

/**
 * The masters that the pacer is judged by; speeds are in pages per second, goals are those of a run: `times` the
 * oracle's time, and others' waits in seconds.
 */
export const SCENES = [
  {goals: {longest: 2.2, p99: 2, times: 1.1}, name: 'writer-210', speed: 210, title: '210 pages/s'},
  {goals: {longest: 2.2, p99: 2, times: 1.03}, remembered: true, speed: 210, title: '210 pages/s, remembered'},
  {
    goals: {longest: 3, p99: 2, times: 1.35},
    name: 'scattered-210',
    scatter: true,
    speed: 210,
    title: '210 pages/s, scattered',
  },
  {goals: {longest: 3, p99: 2, times: 1.35}, scatter: true, speed: 70, title: '70 pages/s, scattered'},
  {
    drift: {factor: 2, period: 600},
    goals: {p99: 2.5, times: 1.5},
    name: 'drift',
    speed: 210,
    title: '210 pages/s, drifting by a factor of two in 5 min',
  },
  {
    drift: {factor: 2, period: 600},
    goals: {p99: 2.5, times: 1.5},
    scatter: true,
    speed: 100,
    title: '100 pages/s, drifting and scattered',
  },
  {goals: {p99: 2.5, times: 1.5}, othersPages: 105, speed: 210, title: '210 pages/s, half of it for another client'},
  {
    goals: {p99: 2, times: 1.35},
    homeEvery: 60,
    scatter: true,
    speed: 210,
    title: '210 pages/s, scattered, and the home page',
  },
  {goals: {}, name: 'writer-drops', speed: drops, title: '210 pages/s until 350 s, then 42'},
  {goals: {}, packages: 20_000, remembered: 210, speed: 21, title: '21 pages/s, remembered as 210; 20,000 packages'},
  {goals: {p99: 2, times: 1.15}, speed: 20, title: '20 pages/s'},
  {goals: {p99: 2, times: 1.15}, speed: 1000, title: '1,000 pages/s'},
  {
    goals: {p99: 2, times: 1.15},
    packages: 1000,
    remembered: true,
    speed: 210,
    title: '210 pages/s, remembered; 1,000 packages',
  },
  {goals: {p99: 2, times: 1.15}, packages: 1000, speed: 210, title: '210 pages/s; 1,000 packages'},
  {goals: {p99: 2, times: 1.3}, packages: 10_000, speed: 210, title: '210 pages/s; 10,000 packages'},
  {goals: {p99: 2, times: 1.15}, packages: 1_000_000, speed: 210, title: '210 pages/s; 1,000,000 packages'},
  {
    goals: {p99: 2, times: 1.3},
    hold: 3,
    packages: 8000,
    speed: 210,
    title: '210 pages/s, held for 3 s; 8,000 packages',
  },
  {goals: {p99: 0.5, times: 1.2}, maxWait: 0.5, speed: 210, title: '210 pages/s, --max-wait 0.5'},
  {goals: {p99: 1, times: 1.2}, maxWait: 1, speed: 210, title: '210 pages/s, --max-wait 1'},
  {goals: {p99: 4, times: 1.2}, maxWait: 4, speed: 210, title: '210 pages/s, --max-wait 4'},
]

/** A rebuild on a simulated clock, with the time that the oracle takes for it. */
export function simulateScene(scene) {
  const {maxWait = 2, packages = 100_000, remembered} = scene
  const before =
    remembered === true ? simulateScene({...scene, packages: 20_000, remembered: undefined}).speed : remembered
  // As soon as the run that it is remembered from has ended.
  const timing = new Pacer(0, {maxWait, speed: before === undefined ? undefined : 0.75 * before})
  const simulation = simulate({...scene, packages, pageTime: pageTimes(scene), timing})
  const best = oracle({...scene, maxWait, packages, pageTime: pageTimes(scene)})
  return {...simulation, oracle: best, speed: timing.speed, times: simulation.seconds / best}
}

/** The same as fast as the master answers. */
export function simulateUnpaced(scene) {
  const {packages = 100_000} = scene
  return simulate({...scene, packages, pageTime: pageTimes(scene)})
}

/** A scene made of random numbers. */
export function randomScene(random, {packages = 100_000} = {}) {
  const between = (low, high) => low * (high / low) ** random()
  const isScattered = random() < 0.5
  const isDrifting = random() < 0.33
  const factor = 1 + random()
  const period = (0.1 + 0.25 * random()) * SECONDS_OF_HOUR
  const holds = [60, 3, 1 + Math.floor(60 * random()), 1 + 59 * random()]
  return {
    drift: isDrifting ? {factor, period} : undefined,
    hold: holds[Math.floor(random() * holds.length)],
    packages,
    scatter: isScattered,
    seed: Math.floor(random() * 1e6),
    serviceTime: between(0.000_03, 0.0015),
    speed: between(15, 500),
  }
}
