import {afterAll, afterEach, beforeAll, beforeEach} from 'vitest'

import type {Request} from '../../src/import-queue/messages.js'

import {type EmulatedMaster, type MasterOptions, startMaster} from '../../src/testing/index.js'
import {startDatabase, type TestDatabase} from '../support/database.js'
import {Home, type PiwOptions, type PiwProcess, type PiwResult, startPiw, unpaced} from '../support/piw.js'
import {Terminal, type TerminalOptions} from '../support/terminal.js'

export interface StageOptions extends MasterOptions {
  /** The packages in the database, or how many to invent; no database unless given. */
  readonly database?: number | readonly string[]
  /** Whether piw paces its requests as it does by default; no unless given. */
  readonly paced?: boolean
}

/**
 * What the tests of a file share: a master, a database where there is one, and a home folder whose configuration points
 * at both. Each test finds the configuration as it was, and the record of what the master was asked empty.
 */
export class Stage {
  readonly home = new Home()
  #database: TestDatabase | undefined
  readonly #isPaced: boolean
  #master: EmulatedMaster | undefined
  readonly #options: Omit<StageOptions, 'paced'>
  #seen = 0
  readonly #terminals: Terminal[] = []

  constructor({paced = false, ...options}: StageOptions) {
    this.#isPaced = paced
    this.#options = options
  }

  get database(): TestDatabase {
    if (!this.#database) throw new Error('There is no database on this stage.')
    return this.#database
  }

  get master(): EmulatedMaster {
    if (!this.#master) throw new Error('There is no master on this stage.')
    return this.#master
  }

  /** What the master was asked in this test, oldest first. */
  async asked(): Promise<(Request | undefined)[]> {
    const requests = await this.master.requests()
    return requests.slice(this.#seen).map(({request}) => request)
  }

  async close(): Promise<void> {
    await Promise.all([this.#master?.stop(), this.#database?.stop()])
    this.home.remove()
  }

  /** The user's configuration: what the stage needs, and these lines. */
  configure(...lines: string[]): void {
    const dsn = this.#database ? [`dsn = ${this.#database.dsn}`] : []
    this.home.configure(`import-queue = ${this.master.address}`, ...dsn, ...lines)
  }

  /** Has the database hold just these packages. */
  async fill(names: readonly string[]): Promise<void> {
    await this.database.query('TRUNCATE packages')
    await this.database.query('INSERT INTO packages SELECT unnest($1::text[])', [names])
  }

  async open(): Promise<void> {
    const {database, ...master} = this.#options
    const [started, opened] = await Promise.all([
      startMaster(master),
      database === undefined ? undefined : startDatabase({packages: database}),
    ])
    this.#master = started
    this.#database = opened
  }

  /** Runs `piw rebuild` with these arguments. */
  async rebuild(args: readonly string[], options: PiwOptions = {}): Promise<PiwResult> {
    return this.start(args, options).result
  }

  async reset(): Promise<void> {
    const {dieAfter, expansionTime, nonsense = [], serviceTime = 0} = this.#options
    await this.master.set({dieAfter, nonsense, serviceTime, silent: false, ...(expansionTime && {expansionTime})})
    if (this.#options.record !== false) this.#seen = (await this.master.requests()).length
    this.configure()
  }

  /** Starts `piw rebuild` with these arguments. */
  start(args: readonly string[], options: PiwOptions = {}): PiwProcess {
    return startPiw(['rebuild', ...this.#paced(args)], {env: this.home.env, ...options})
  }

  /** Starts `piw rebuild` with these arguments in a terminal, which ends with the test. */
  terminal(args: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
    const terminal = new Terminal(['rebuild', ...this.#paced(args)], {env: this.home.env, ...options})
    this.#terminals.push(terminal)
    return terminal
  }

  async tidy(): Promise<void> {
    for (const terminal of this.#terminals.splice(0)) await terminal.end()
  }

  #paced(args: readonly string[]): readonly string[] {
    return this.#isPaced ? args : unpaced(args)
  }
}

/** Sets a stage for the tests of a file. */
export function setStage(options: StageOptions = {}): Stage {
  const stage = new Stage(options)
  beforeAll(async () => stage.open())
  beforeEach(async () => stage.reset())
  afterEach(async () => stage.tidy())
  afterAll(async () => stage.close())
  return stage
}

/** The invented packages of a database with so many. */
export function invented(count: number): string[] {
  return Array.from({length: count}, (_, index) => `pkg-${String(index + 1).padStart(7, '0')}`)
}
