import {execFileSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

import {environment, nodes, PIW, time} from '../support/processes.js'
import {onStage} from '../support/stage.js'
import {spread} from '../support/statistics.js'

const NOTHING = fileURLToPath(new URL('../nothing/run.js', import.meta.url))

/** How much longer than `node -e 0` it may take, by the major version of Node.js. */
const GOALS = {20: 2.2, 24: 3}

/** How long whole processes take, measured in turn, beside `node -e 0` and an oclif CLI that does nothing. */
export async function start({short}) {
  return onStage({}, ({flags, home}) => {
    const env = environment(home)
    const results = nodes().map((node) => measureOn(node, {env, flags, runs: short ? 11 : 41}))
    return {goals: results.flatMap(({goals}) => goals), rows: results.flatMap(({rows}) => rows), title: 'Start'}
  })
}

function measureOn(node, {env, flags, runs}) {
  const cases = {
    'an oclif CLI that does nothing': {args: [NOTHING, 'nothing']},
    'node -e 0': {args: ['-e', '0']},
    'piw --help': {args: [PIW, '--help']},
    'piw --version': {args: [PIW, '--version']},
    'piw rebuild home -y': {args: [PIW, 'rebuild', 'home', '-y', ...flags]},
    'piw rebuild home foo (usage error)': {args: [PIW, 'rebuild', 'home', 'foo'], status: 2},
    'piw rebuild project foo': {args: [PIW, 'rebuild', 'project', 'foo', ...flags]},
  }
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  // The first round only fills caches.
  for (let run = 0; run <= runs; run++) {
    for (const [name, {args, status}] of Object.entries(cases)) {
      const milliseconds = time(node, args, {env, status})
      if (run > 0) times[name].push(milliseconds)
    }
  }

  const version = versionOf(node)
  const middle = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, spread(values)]))
  const ratio = (name, base) => middle[name].median / middle[base].median
  const rows = Object.entries(middle).map(([name, {high, low, median}]) => ({
    ms: Math.round(median),
    'ms, middle half': `${Math.round(low)}–${Math.round(high)}`,
    'Node.js': version,
    'times node -e 0': Number(ratio(name, 'node -e 0').toFixed(2)),
    what: name,
  }))
  const major = version.split('.')[0]
  const home = 'piw rebuild home -y'
  const goals = [
    {atMost: GOALS[major], value: ratio(home, 'node -e 0'), what: `Node.js ${major}: ${home} against node -e 0`},
    {
      atMost: 1,
      value: ratio(home, 'an oclif CLI that does nothing'),
      what: `Node.js ${major}: ${home} against an oclif CLI that does nothing`,
    },
  ]
  return {goals: goals.filter(({atMost}) => atMost !== undefined), rows}
}

function versionOf(node) {
  return execFileSync(node, ['-p', 'process.versions.node'], {encoding: 'utf8'}).trim()
}
