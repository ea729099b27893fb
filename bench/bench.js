/**
 * How quick and how light piw is, as ratios to what is measured beside it in the same run: machines are noisy. Prints
 * tables, and keeps them as JSON and a plot in docs/performance/.
 *
 *     npm run bench                      all of it: three minutes
 *     npm run bench -- start stream      only these; there are courtesy, growth and host, too
 *     npm run bench -- --short           fewer runs and packages, nothing kept: one minute
 *
 * Ends with 1 when a figure is worse than its goal; with --short, which is for CI's machines, by more than half, twice.
 */
import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {cpus, totalmem} from 'node:os'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {courtesy} from './cases/courtesy.js'
import {growth} from './cases/growth.js'
import {host} from './cases/host.js'
import {start} from './cases/start.js'
import {stream} from './cases/stream.js'
import {plotGrowth} from './support/plot-growth.js'

const CASES = {courtesy, growth, host, start, stream}

/** How much worse than its goal a figure may be on a noisy machine. */
const NOISE = 1.5

const folder = fileURLToPath(new URL('../docs/performance/', import.meta.url))
const {
  positionals,
  values: {short},
} = parseArgs({allowPositionals: true, options: {short: {default: false, type: 'boolean'}}})
const unknown = positionals.find((name) => !Object.hasOwn(CASES, name))
if (unknown) throw new Error(`There is no benchmark "${unknown}", but ${Object.keys(CASES).join(', ')}.`)

const machine = describeMachine()
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
)
const results = {}
for (const name of positionals.length > 0 ? positionals : Object.keys(CASES)) {
  let result = await CASES[name]({short})
  // Something else may have been running: a figure that matters is missed twice.
  if (short && !result.goals.every((goal) => isMet(goal))) {
    console.log(`\n${result.title}: a goal was missed, and is measured again.`)
    result = await CASES[name]({short})
  }

  results[name] = result
  console.log(`\n${result.title}`)
  console.table(result.rows)
  for (const note of result.notes ?? []) console.log(note)
  for (const goal of result.goals) report(goal)
}

if (!short) keep()

function isMet({atLeast, atMost, value}) {
  const limit = short ? NOISE : 1
  return atMost === undefined ? value >= atLeast / limit : value <= atMost * limit
}

function report(goal) {
  const {atLeast, atMost, value, what} = goal
  const wanted = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`
  console.log(
    `${isMet(goal) ? 'met' : 'NOT MET'}  ${what}: ${value.toFixed(2)} (${wanted}${short ? ', give or take half' : ''})`,
  )
  if (!isMet(goal)) process.exitCode = 1
}

function keep() {
  mkdirSync(folder, {recursive: true})
  for (const [name, result] of Object.entries(results)) {
    writeFileSync(`${folder}${name}.json`, `${JSON.stringify({machine, ...result}, null, 2)}\n`)
  }

  if (results.growth) writeFileSync(`${folder}growth.svg`, plotGrowth(results.growth.measured))
}

function describeMachine() {
  const version = (name) =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
  const [cpu] = cpus()
  return {
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], {encoding: 'utf8'}).trim(),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 1024 ** 3)} GiB`,
    versions: [
      `Node.js ${process.versions.node}`,
      ...['@oclif/core', 'zeromq'].map((it) => `${it} ${version(it)}`),
    ].join(', '),
  }
}
