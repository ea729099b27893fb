import {startMaster} from '@piwheels/plugin-rebuild/testing'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {Dealer} from 'zeromq'

import {encodeRequest} from '../../build/import-queue/codec.js'
import {pageTimes} from '../../build/testing/writer/page-times.js'
import {Piw, startDatabase} from '../../soak/surroundings.js'
import {oracle} from './oracle.js'

/** What the real master was measured to take for a request, in milliseconds. */
const SERVICE_TIME = 0.86

/** How often the other client asks, in milliseconds. */
const INTERVAL = 200

/** The package that the other client asks for. */
const OTHER = 'other'

/**
 * A rebuild by the real piw, on the emulated master and the embedded database, with another client that asks for a known
 * package five times a second, whether it was answered or not, until the last page is written.
 *
 * @returns when the last page was written, in seconds since piw was started, and the oracle's time for that, how long
 *   each request of the other client waited, in seconds, the shortest first, and how things stood second by second
 */
export async function measure({args = [], home: given, onSecond = () => {}, packages, signal, ...scene}) {
  const home = given ?? temporaryHome()
  const names = Array.from({length: packages}, (_, index) => `pkg-${String(index + 1).padStart(7, '0')}`)
  const database = await startDatabase({folder: home.path, packages, signal})
  const {hold, scatter, speed} = scene
  writeFileSync(path.join(home.path, 'names'), [...names, OTHER].join('\n'))
  const master = await startMaster({
    // What piw remembers of a master, it remembers of its address.
    address: `ipc://${path.join(home.path, 'master')}`,
    hold,
    packagesFile: path.join(home.path, 'names'),
    record: false,
    scatter,
    serviceTime: SERVICE_TIME,
    // Its page takes its time, but does not count among those of the rebuild.
    unwritten: [OTHER],
    writingSpeed: speed,
  })
  const other = new Other(master.address)
  let piw
  try {
    const started = performance.now()
    const connection = ['--dsn', database.dsn, '--import-queue', master.address, '--timeout', '3600']
    piw = new Piw(['rebuild', 'project', '--yes', '--json', ...args, ...connection], path.join(home.path, 'piw'))
    let isWritten = false
    let seconds = 0
    const written = master.untilWritten(packages).then(() => {
      isWritten = true
      seconds = (performance.now() - started) / 1000
    })
    const samples = []
    let before = 0
    for (;;) {
      await sleep(1000, undefined, {signal})
      if (isWritten) break
      const requested = (await master.count()) - other.answered
      const sample = {backlog: requested - (await master.written()), rate: requested - before, wait: other.longest()}
      before = requested
      samples.push(sample)
      onSecond(sample, samples.length)
    }

    await written
    const {code, stdout} = await piw.ended
    if (code !== 0) throw new Error(`piw ended with ${code}: ${piw.stderr}`)
    const {queued} = JSON.parse(stdout)
    if (queued !== packages) throw new Error(`expected ${packages} packages to be queued, found ${queued}`)
    const best = oracle({hold, maxWait: 2, packages, pageTime: pageTimes({scatter, speed})})
    return {oracle: best, samples, seconds, times: seconds / best, waits: Float64Array.from(other.waits).sort()}
  } finally {
    other.close()
    await piw?.stop()
    await master.stop()
    await database.stop()
    if (!given) home.remove()
  }
}

/** A folder for one master and its clients. */
export function temporaryHome() {
  const home = mkdtempSync(path.join(tmpdir(), 'piw-pacing-'))
  mkdirSync(path.join(home, 'piw'))
  return {path: home, remove: () => rmSync(home, {force: true, recursive: true})}
}

/** Another client of the master. */
class Other {
  waits = []
  #dealer = new Dealer({linger: 0})
  #longest = 0
  #sent = []
  #timer

  constructor(address) {
    this.#dealer.connect(address)
    const body = Buffer.from(encodeRequest(['REBUILD', ['PROJECT', OTHER]]))
    this.#timer = setInterval(() => {
      this.#sent.push(performance.now())
      this.#dealer.send([Buffer.alloc(0), body]).catch(() => {})
    }, INTERVAL)
    this.#receive()
  }

  get answered() {
    return this.waits.length
  }

  close() {
    clearInterval(this.#timer)
    this.#dealer.close()
  }

  /** The longest wait since the last time, that of now included, in seconds. */
  longest() {
    const now = (performance.now() - (this.#sent[0] ?? performance.now())) / 1000
    const longest = Math.max(this.#longest, now)
    this.#longest = 0
    return longest
  }

  async #receive() {
    for (;;) {
      try {
        await this.#dealer.receive()
      } catch {
        // Closed.
        return
      }

      const wait = (performance.now() - this.#sent.shift()) / 1000
      this.waits.push(wait)
      this.#longest = Math.max(this.#longest, wait)
    }
  }
}
