import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'

import {type EmulatedMaster, startMaster} from '../../src/testing/index.js'
import {Home} from '../support/piw.js'
import {startDatabase, type TestDatabase} from '../support/database.js'
import {Terminal} from '../support/terminal.js'

describe('piw rebuild project in a terminal', () => {
  const home = new Home()
  let database: TestDatabase
  let master: EmulatedMaster

  beforeAll(async () => {
    database = await startDatabase({packages: 1234})
  })

  afterEach(async () => {
    await master.stop()
  })

  afterAll(async () => {
    await database.stop()
    home.remove()
  })

  const start = (args: string[], size = {}) =>
    new Terminal(['rebuild', 'project', '--dsn', database.dsn, '--import-queue', master.address, ...args], {
      env: home.env,
      ...size,
    })

  it('asks before it rebuilds all packages, naming the part and the count', async () => {
    master = await startMaster({packages: Array.from({length: 1234}, (_, n) => `pkg-${String(n + 1).padStart(7, '0')}`), serviceTime: 2})
    const terminal = start([])
    await terminal.waitFor(/Go on\?/)
    console.log(terminal.screen)
    terminal.type('y\r')
    await terminal.waitFor(/\/s/)
    console.log(terminal.screen)
    const r = await terminal.exited
    console.log(terminal.screen, r, terminal.isCursorVisible)
    expect(terminal.screen).toMatch(/project pages for ALL 1,234 packages/)
  })
})
