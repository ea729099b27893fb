/**
 * A rebuild of all packages by the real piw, while its master is ended and started again at random moments, by SIGKILL and
 * SIGTERM in turns: the one loses the pages that it has queued and not written, the other stores them for the next master.
 * In the end every page has to be written, and piw's report has to say how often each package was queued.
 *
 *     node soak/soak.js [--packages N] [--kills N] [--rate N] [--seed N]
 *
 * Prints its figures and the seed of its randomness, which repeats the plan, though not the very moments. Ends with 0,
 * or with 1 and what is wrong; leaves nothing behind.
 */
import {startMaster} from '@piwheels/plugin-rebuild/testing'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {parseArgs} from 'node:util'

import {randomFrom} from './random.js'
import {nameOf, Record} from './record.js'
import {Piw, startDatabase} from './surroundings.js'

/** How long a master lives on at most after it has received what it is to receive, in milliseconds. */
const LAST_MOMENTS = 1000

/**
 * How many of those by SIGKILL hit after a request was recorded and before it is answered: so short a moment that chance
 * would hardly find it.
 */
const BEFORE_AN_ANSWER = 0.5

/** How long nobody listens at most, in milliseconds, besides the time that a master takes to start. */
const ABSENCE = 300

/** How long a request takes a master at most, in milliseconds; each master is as quick as chance has it. */
const SERVICE_TIME = 0.2

/** How long a master holds a page back, in seconds, and how many it writes in a second. */
const WRITING = {hold: 0.3, writingSpeed: 10_000}

/** How the masters are killed, in turns. */
const SIGNALS = ['SIGKILL', 'SIGTERM']

/** How long the whole may take, in milliseconds: a safety net, some five times of what it takes. */
const limitFor = ({kills, packages, rate}) => 60_000 + kills * 6000 + (packages * 5000) / rate

const options = parseOptions()
const {kills, packages, rate, seed} = options
console.log(`Soak: ${packages} packages, ${kills} kills, --rate ${rate}, --seed ${seed}`)

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)))
}

const net = setTimeout(() => stop.abort(new Error('it took too long')), limitFor(options))

const home = mkdtempSync(path.join(tmpdir(), 'piw-soak-'))
const inHome = (name) => path.join(home, name)
const random = randomFrom(seed)
const record = new Record(inHome('record.jsonl'), packages)
let database
let master
let piw

try {
  const problems = await soak()
  for (const problem of problems) console.error(`WRONG: ${problem}`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  const {message} = stop.signal.aborted ? stop.signal.reason : error
  console.error(`WRONG: ${message}`)
  process.exitCode = 1
} finally {
  clearTimeout(net)
  if (process.exitCode !== 0 && piw) console.error(`The last that piw said:\n${piw.stderr.slice(-4000)}`)
  await piw?.stop()
  await master?.stop()
  await database?.stop()
  rmSync(home, {force: true, recursive: true})
}

/** Does it all, and returns what is wrong. */
async function soak() {
  writeFileSync(inHome('names'), Array.from({length: packages}, (_, index) => `${nameOf(index)}\n`).join(''))
  database = await startDatabase({folder: home, packages, signal: stop.signal})
  master = await start()
  mkdirSync(inHome('piw'))
  writeFileSync(inHome('piwheels.conf'), `output-path = ${inHome('site')}\n`)
  const connection = ['-c', inHome('piwheels.conf'), '--dsn', database.dsn, '--import-queue', master.address]
  const started = performance.now()
  piw = new Piw(['rebuild', 'project', '--yes', '--json', '--rate', String(rate), ...connection], inHome('piw'))
  const done = await killAgainAndAgain()
  const {code, signal, stdout} = await unlessStopped(piw.ended)
  const seconds = (performance.now() - started) / 1000
  record.read()
  const missing = await unwritten()

  const seen = piw.stderr.split('The master is gone').length - 1
  console.log(
    [
      `kills                ${done} (${kills - done} came too late; piw noticed ${seen})`,
      `seconds              ${seconds.toFixed(1)}`,
      `requests received    ${record.received}`,
      `repeats              ${record.received - record.asked}`,
      `packages a second    ${Math.round(packages / seconds)}`,
      `piw's peak memory    ${Math.round(piw.peak)} MiB`,
    ].join('\n'),
  )
  return [
    ...wrongReport(code ?? signal, stdout),
    ...wrongRecord(),
    ...wrongFiles(),
    ...wrongKills(done),
    ...(missing.length > 0 ? [`${missing.length} pages were not written: ${missing.slice(0, 10).join(', ')} …`] : []),
  ]
}

/** @returns how many kills there were before piw ended */
async function killAgainAndAgain() {
  const moments = Array.from({length: kills}, () => Math.floor(random() * packages)).sort((a, b) => a - b)
  for (const [done, moment] of moments.entries()) {
    const signal = SIGNALS[done % SIGNALS.length]
    await Promise.race([unlessStopped(dead(Math.max(0, moment - record.asked), signal)), piw.ended])
    if (piw.hasEnded) return done
    record.read()
    if (random() < 0.5) await sleep(random() * ABSENCE)
    master = await start()
  }

  return kills
}

/** Kills the master in any moment once it has received so many requests, or between a request and the answer to it. */
async function dead(count, signal) {
  if (signal === 'SIGKILL' && random() < BEFORE_AN_ANSWER) {
    await master.set({dieAfter: count})
    await master.exited
    return
  }

  await master.untilReceived(count)
  await sleep(random() * LAST_MOMENTS)
  await master.kill(signal)
}

/** A master at the same address and with the same record as the one before it. */
async function start() {
  return startMaster({
    address: `ipc://${inHome('master')}`,
    bufferFile: inHome('buffer'),
    output: inHome('site'),
    packagesFile: inHome('names'),
    record: inHome('record.jsonl'),
    serviceTime: random() * SERVICE_TIME,
    ...WRITING,
  })
}

/** The packages whose pages are missing once the last master has had the time to write what it holds. */
async function unwritten() {
  const {hold, writingSpeed} = WRITING
  const patience = 10_000 + 1000 * (hold + (5 * packages) / writingSpeed)
  const started = performance.now()
  for (;;) {
    const missing = Array.from({length: packages}, (_, index) => nameOf(index)).filter(
      (name) => !existsSync(inHome(`site/project/${name}/index.html`)),
    )
    if (missing.length === 0 || performance.now() - started > patience) return missing
    await unlessStopped(sleep(200))
  }
}

function wrongReport(code, stdout) {
  const problems = code === 0 ? [] : [`piw ended with ${code}, expected 0`]
  let report
  try {
    report = JSON.parse(stdout)
  } catch (error) {
    return [...problems, `its report is no JSON: ${error.message}`]
  }

  const {queued, refused, requested, requeued, unanswered} = report
  console.log(`queued again         ${requeued}`)
  const expected = {
    error: null,
    queued: packages,
    refused: 0,
    requested: packages,
    skipped: 0,
    stopped: null,
    unanswered: 0,
  }
  if (queued + refused + unanswered !== requested) problems.push('its report does not add up')
  for (const [key, value] of Object.entries(expected)) {
    if (report[key] !== value) problems.push(`its report has ${key} ${JSON.stringify(report[key])}, expected ${value}`)
  }

  return problems
}

function wrongRecord() {
  const {asked, missing, problems} = record
  return [
    ...problems.map((line) => `the masters recorded what they should not have received: ${line}`),
    ...(missing.length > 0 ? [`${packages - asked} packages never arrived: ${missing.join(', ')} …`] : []),
  ]
}

/** A run that has come to its end leaves no checkpoint, nor any other file. */
function wrongFiles() {
  return readdirSync(inHome('piw'), {recursive: true, withFileTypes: true})
    .filter((entry) => !entry.isDirectory())
    .map(({name}) => `piw left a file: ${name}`)
}

function wrongKills(done) {
  // Those at the very end may come too late.
  return kills - done > 1 + kills / 10 ? [`piw ended after ${done} of ${kills} kills`] : []
}

/** Waits for something, unless all is to be stopped first. */
async function unlessStopped(work) {
  const {signal} = stop
  signal.throwIfAborted()
  let abort
  const stopped = new Promise((_resolve, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([work, stopped])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function parseOptions() {
  const {values} = parseArgs({
    options: {
      kills: {default: '100', type: 'string'},
      packages: {default: '100000', type: 'string'},
      rate: {default: '2000', type: 'string'},
      seed: {default: String(Date.now() % 2 ** 31), type: 'string'},
    },
  })
  const numbers = Object.entries(values).map(([name, text]) => {
    if (!/^\d{1,10}$/.test(text)) throw new Error(`expected --${name} as a whole number, found ${text}`)
    return [name, Number(text)]
  })
  return Object.fromEntries(numbers)
}
