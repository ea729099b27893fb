import {fileURLToPath} from 'node:url'

import {compare, environment, nodes, PIW} from '../support/processes.js'
import {onStage} from '../support/stage.js'

const NOTHING = fileURLToPath(new URL('../nothing/run.js', import.meta.url))

/** How much longer than `node -e 0` it may take, by the major version of Node.js. */
const GOALS = {20: 2.2, 24: 3}

/** How long whole processes take, measured in turn, beside `node -e 0` and an oclif CLI that does nothing. */
export async function start({short}) {
  return onStage({}, ({flags, home}) => {
    const cases = {
      'an oclif CLI that does nothing': {args: [NOTHING, 'nothing']},
      'node -e 0': {args: ['-e', '0']},
      'piw --help': {args: [PIW, '--help']},
      'piw --version': {args: [PIW, '--version']},
      'piw rebuild home -y': {args: [PIW, 'rebuild', 'home', '-y', ...flags]},
      'piw rebuild home foo (usage error)': {args: [PIW, 'rebuild', 'home', 'foo'], status: 2},
      'piw rebuild project foo': {args: [PIW, 'rebuild', 'project', 'foo', ...flags]},
    }
    const results = nodes().map((node) =>
      compare(node, cases, {bases: ['node -e 0'], env: environment(home), runs: short ? 11 : 41}),
    )
    return {
      goals: results.flatMap((result) => goalsOf(result)),
      rows: results.flatMap(({rows}) => rows),
      title: 'Start',
    }
  })
}

function goalsOf({major, ratio}) {
  const home = 'piw rebuild home -y'
  return [
    {atMost: GOALS[major], value: ratio(home, 'node -e 0'), what: `Node.js ${major}: ${home} against node -e 0`},
    {
      atMost: 1,
      value: ratio(home, 'an oclif CLI that does nothing'),
      what: `Node.js ${major}: ${home} against an oclif CLI that does nothing`,
    },
  ].filter(({atMost}) => atMost !== undefined)
}
