/**
 * What pacing does for the master's other clients, and what it costs: a rebuild of all packages by the real piw on the
 * emulated master, paced and as fast as the master answers, while another client asks for a known package five times a
 * second; then the same and other masters on a simulated clock. Prints tables, draws plots to docs/pacing, and ends
 * with 1 if a goal is not met.
 *
 *     node bench/pacing.js               some 13 minutes
 *     node bench/pacing.js --simulated   a few seconds: the simulated clock only
 *     node bench/pacing.js --short       a minute: besides that, 3,000 packages that are held for 3 s in real time
 */
import {mkdirSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {plot} from './pacing/plot.js'
import {SCENES, simulateScene} from './pacing/simulated.js'

const GOALS = {longest: 1.5, p99: 1, times: 1.25}
const PACED = '#0868ac'
const UNPACED = '#d95f02'

const folder = fileURLToPath(new URL('../docs/pacing/', import.meta.url))
const {values: options} = parseArgs({
  options: {short: {default: false, type: 'boolean'}, simulated: {default: false, type: 'boolean'}},
})
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)))

mkdirSync(folder, {recursive: true})
try {
  if (!options.simulated) await realTime()
  simulated()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

async function realTime() {
  // It needs zeromq and a database, which the simulations do without.
  const {measure} = await import('./pacing/real-time.js')
  const [hold, packages] = options.short ? [3, 3000] : [60, 100_000]
  const run = async (what, args) =>
    measure({
      args,
      hold,
      onSecond: ({backlog, rate, wait}, second) =>
        second % 30 === 0 &&
        console.error(`${what}, ${second} s: ${rate}/s, ${backlog} to be written, wait ${wait.toFixed(2)} s`),
      packages,
      signal: stop.signal,
      speed: 210,
    })

  // Each has a master of its own, which sleeps most of the time.
  const [paced, unpaced] = await Promise.all([run('paced', []), run('unpaced', ['--rate', '0'])])
  console.log(`${packages.toLocaleString('en')} packages, 210 pages/s, held for ${hold} s, in real time`)
  printGoals(paced, unpaced)
  // The goals are for a run that is long enough to learn from.
  if (!options.short) {
    checkGoals(paced, unpaced)
    draw('real-time', `${packages.toLocaleString('en')} packages, 210 pages/s, in real time`, paced, unpaced)
  }
}

function simulated() {
  console.log('\nOn a simulated clock; waits of the other client and times in seconds')
  const rows = SCENES.map((scene) => {
    const paced = simulateScene(scene, {paced: true})
    const unpaced = simulateScene(scene, {paced: false})
    draw(scene.name, `${scene.title}, simulated`, paced, unpaced)
    if (scene.name === 'writer-210') checkGoals(paced, unpaced)
    return [scene.title, ...figures(paced), ...figures(unpaced), (paced.seconds / unpaced.seconds).toFixed(2)]
  })
  print([['', 'longest', 'p99', 'written', 'unpaced: longest', 'p99', 'written', 'times'], ...rows])
}

function figures(run) {
  return [quantile(run, 1).toFixed(2), quantile(run, 0.99).toFixed(2), run.seconds.toFixed(0)]
}

function printGoals(paced, unpaced) {
  print([
    ['', 'unpaced', 'paced', 'goal'],
    [
      "other client's longest wait, s",
      quantile(unpaced, 1).toFixed(2),
      quantile(paced, 1).toFixed(2),
      `${GOALS.longest}`,
    ],
    [
      "other client's 99th percentile, s",
      quantile(unpaced, 0.99).toFixed(2),
      quantile(paced, 0.99).toFixed(2),
      `${GOALS.p99}`,
    ],
    ["other client's median, s", quantile(unpaced, 0.5).toFixed(3), quantile(paced, 0.5).toFixed(3), ''],
    ['until the last page is written, s', unpaced.seconds.toFixed(0), paced.seconds.toFixed(0), ''],
    ['times the unpaced time', '', (paced.seconds / unpaced.seconds).toFixed(3), `${GOALS.times}`],
  ])
}

function checkGoals(paced, unpaced) {
  const found = {longest: quantile(paced, 1), p99: quantile(paced, 0.99), times: paced.seconds / unpaced.seconds}
  for (const [name, goal] of Object.entries(GOALS)) {
    if (found[name] <= goal) continue
    console.error(`NOT MET: ${name} is ${found[name].toFixed(3)}, the goal ${goal}`)
    process.exitCode = 1
  }
}

function draw(name, title, paced, unpaced) {
  const line = (run, key, color, label) => ({color, name: label, values: run.samples.map((sample) => sample[key])})
  const both = (key) => [line(unpaced, key, UNPACED, 'unpaced'), line(paced, key, PACED, 'paced')]
  const panels = [
    {lines: [line(paced, 'rate', PACED, 'paced')], title: 'requests answered a second'},
    {lines: both('backlog'), title: 'pages asked for and not written'},
    {lines: both('wait'), title: "other client's wait, s"},
    {lines: [line(paced, 'wait', PACED, 'paced')], title: "other client's wait, s"},
  ]
  writeFileSync(`${folder}${name}.svg`, plot(title, panels))
}

function quantile({waits}, share) {
  return waits[Math.min(waits.length - 1, Math.floor(waits.length * share))]
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  for (const row of rows) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    )
  }
}
