import {makeHost} from '../support/host.js'
import {compare, environment, nodes} from '../support/processes.js'
import {onStage} from '../support/stage.js'

const NOTHING = 'a command of the host that does nothing'

/** At most how many times as long as a command of the host that does nothing. */
const GOALS = {
  'a command of another plugin that asks the master': 1.2,
  'piw rebuild --help': 1.1,
  'piw rebuild home -y': 1.2,
  'piw rebuild home foo (usage error)': 1.1,
}

/** How long commands take in a host that has installed the packed plugin, measured in turn. */
export async function host({short}) {
  return onStage({}, ({flags, home}) => {
    const program = makeHost(`${home}/host`)
    const cases = {
      'a command of another plugin that asks the master': {args: [program, 'other', ...flags]},
      'node -e 0': {args: ['-e', '0']},
      [NOTHING]: {args: [program, 'nothing']},
      'piw rebuild --help': {args: [program, 'rebuild', '--help']},
      'piw rebuild home -y': {args: [program, 'rebuild', 'home', '-y', ...flags]},
      'piw rebuild home foo (usage error)': {args: [program, 'rebuild', 'home', 'foo'], status: 2},
    }
    const results = nodes().map((node) =>
      compare(node, cases, {bases: ['node -e 0', NOTHING], env: environment(home), runs: short ? 11 : 41}),
    )
    const goals = results.flatMap(({major, ratio}) =>
      Object.entries(GOALS).map(([what, atMost]) => ({
        atMost,
        value: ratio(what, NOTHING),
        what: `Node.js ${major}: ${what}, against ${NOTHING}`,
      })),
    )
    return {goals, rows: results.flatMap(({rows}) => rows), title: 'Start in a host'}
  })
}
