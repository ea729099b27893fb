import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach} from 'vitest'

import type {RebuildRequest} from '../../src/import-queue/messages.js'
import type {Checkpoint} from '../../src/rebuild/books/checkpoint.js'

import {checkpointFileOf} from '../../src/rebuild/books/selection.js'
import {type EmulatedMaster, type MasterOptions, type RecordedRequest, startMaster} from '../../src/testing/index.js'
import {readRecord} from '../../src/testing/record.js'
import {startDatabase, type TestDatabase, type TestDatabaseOptions} from '../support/database.js'
import {Home, type PiwOptions, type PiwProcess, startPiw, unpaced} from '../support/piw.js'
import {Terminal, type TerminalOptions} from '../support/terminal.js'

export interface SceneOptions {
  /** How many packages to invent in the database; no database unless given. */
  readonly database?: number
}

/** A piw under way that can be waited for. */
export interface Run extends PiwProcess {
  /** All that it has said so far, on standard output and standard error. */
  said(): string
  /** Waits until it has said something; that it ends without saying it is an error. */
  until(pattern: RegExp): Promise<void>
}

/**
 * Where a test plays: a home folder of its own, with the address of a master that can be started, killed and started
 * again there, and a record of what all of those were asked. A database, where there is one, is shared in the file.
 */
export class Scene {
  home = new Home()
  #database: TestDatabase | undefined
  #ends: (() => Promise<unknown>)[] = []
  readonly #options: SceneOptions

  constructor(options: SceneOptions) {
    this.#options = options
  }

  get address(): string {
    return `ipc://${this.socket}`
  }

  /** Of the only selection that the masters of this test are asked for; of all packages while there is none. */
  get checkpoint(): string {
    const [only] = existsSync(this.data)
      ? readdirSync(this.data).filter((it) => /^project-[\da-f]{12}\.json$/.test(it))
      : []
    if (only !== undefined) return path.join(this.data, only)
    const all = {match: undefined, olderThan: undefined, part: 'project'} as const
    return checkpointFileOf({address: this.address, dsn: this.database.dsn, ...all}, this.data).path
  }

  /** Where piw keeps checkpoints and lists. */
  get data(): string {
    return this.home.at('.local/share/piw/rebuild')
  }

  get database(): TestDatabase {
    if (!this.#database) throw new Error('There is no database in this scene.')
    return this.#database
  }

  get socket(): string {
    return this.home.at('master')
  }

  /** The packages that the masters of this test were asked for, in order, repeats and all. */
  async asked(): Promise<string[]> {
    const requests = await this.requests()
    return requests.map(({request}) => String((request as RebuildRequest)[1][1]))
  }

  async begin(): Promise<void> {
    this.home = new Home()
    this.configure()
  }

  async close(): Promise<void> {
    await this.#database?.stop()
  }

  configure(...lines: string[]): void {
    const dsn = this.#database ? [`dsn = ${this.#database.dsn}`] : []
    this.home.configure(`import-queue = ${this.address}`, ...dsn, ...lines)
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end()
    this.home.remove()
  }

  /** Starts a master at the address of this test; it ends with it. */
  async master(options: MasterOptions = {}): Promise<EmulatedMaster> {
    const master = await startMaster({
      address: this.address,
      expansionTime: 0,
      packages: invented(this.#options.database ?? 3000),
      record: this.home.at('record.jsonl'),
      ...options,
    })
    this.onEnd(() => master.stop())
    return master
  }

  /** Does something when the test has ended, before the home folder goes. */
  onEnd(work: () => Promise<unknown>): void {
    this.#ends.push(work)
  }

  async open(): Promise<void> {
    const {database} = this.#options
    if (database !== undefined) await this.openDatabase({packages: database})
  }

  async openDatabase(options: TestDatabaseOptions): Promise<void> {
    this.#database = await startDatabase(options)
  }

  /** A checkpoint as it is on the disk. */
  readCheckpoint(): Checkpoint & {readonly last: string} {
    return JSON.parse(readFileSync(this.checkpoint, 'utf8').split('\n')[0] ?? '') as never
  }

  async requests(): Promise<RecordedRequest[]> {
    return readRecord(this.home.at('record.jsonl'))
  }

  /** Starts `piw rebuild` with these arguments; it ends with the test. */
  start(args: readonly string[], options: PiwOptions = {}): Run {
    const {child, result} = startPiw(['rebuild', ...unpaced(args)], {env: this.home.env, ...options})
    let text = ''
    let onText = () => {}
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: string) => {
        text += chunk
        onText()
      })
    }

    this.onEnd(async () => {
      child.kill('SIGKILL')
      child.stdin.destroy()
      await result
    })
    return {
      child,
      result,
      said: () => text,
      async until(pattern) {
        const shown = new Promise<void>((resolve) => {
          onText = () => {
            if (pattern.test(text)) resolve()
          }

          onText()
        })
        await Promise.race([shown, result])
        if (!pattern.test(text)) throw new Error(`Ended without saying ${pattern}:\n${text}`)
      },
    }
  }

  /** Starts `piw rebuild` with these arguments in a terminal; it ends with the test. */
  terminal(args: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
    const terminal = new Terminal(['rebuild', ...unpaced(args)], {env: this.home.env, ...options})
    this.onEnd(() => terminal.end())
    return terminal
  }
}

/** Sets a scene for the tests of a file. */
export function setScene(options: SceneOptions = {}): Scene {
  const scene = new Scene(options)
  beforeAll(async () => scene.open())
  beforeEach(async () => scene.begin())
  afterEach(async () => scene.end())
  afterAll(async () => scene.close())
  return scene
}

/** So many names, as a database invents them. */
export function invented(count: number): string[] {
  return Array.from({length: count}, (_, index) => `pkg-${String(index + 1).padStart(7, '0')}`)
}

/** Each once, in order: what is left of a list when repeats are taken out. */
export function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}
