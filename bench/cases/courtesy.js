import {ImportQueue} from '@piwheels/plugin-rebuild'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'

import {environment, PIW} from '../support/processes.js'
import {onStage} from '../support/stage.js'
import {spread} from '../support/statistics.js'

/** What the master takes for a request, in milliseconds. */
const SERVICE_TIME = 0.75

/** How often the second client asks, in milliseconds. */
const INTERVAL = 20

/** How long a second client waits for its answers, with and without a stream as fast as the master answers. */
export async function courtesy({short}) {
  const packages = short ? 5000 : 20_000
  return onStage({packages, serviceTime: SERVICE_TIME}, async ({flags, home, master}) => {
    const quiet = await waits(master.address, sleep(packages * SERVICE_TIME * 0.5))
    const args = [PIW, 'rebuild', 'project', '--yes', '-q', '--rate', '0', ...flags]
    const piw = spawn(process.execPath, args, {env: environment(home), stdio: 'inherit'})
    const ended = once(piw, 'exit')
    await master.untilReceived((await master.count()) + 1000)
    const busy = await waits(master.address, ended)
    const rows = Object.entries({'during a stream': busy, 'without one': quiet}).map(([what, values]) => {
      const {high, low, median} = spread(values)
      return {
        'ms, median': Number(median.toFixed(2)),
        'ms, middle half': `${low.toFixed(2)}–${high.toFixed(2)}`,
        requests: values.length,
        what,
      }
    })
    return {
      goals: [{atMost: 3, value: spread(busy).median, what: "a second client's median wait during a stream, in ms"}],
      rows,
      title: `Courtesy: a second client's wait, at ${SERVICE_TIME} ms a request`,
    }
  })
}

/** How long each request took, in milliseconds, until something has happened. */
async function waits(address, until) {
  const queue = await ImportQueue.open({address})
  const values = []
  let isOver = false
  const over = Promise.resolve(until).then(() => {
    isOver = true
  })
  try {
    while (!isOver) {
      const asked = performance.now()
      await queue.request(['REBUILD', ['PROJECT', 'foo']])
      values.push(performance.now() - asked)
      await Promise.race([sleep(INTERVAL), over])
    }
  } finally {
    queue.close()
  }

  return values
}
