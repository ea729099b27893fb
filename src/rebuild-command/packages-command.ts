import type {PackageSource} from '../packages/source.js'
import type {Phases} from '../progress/phases.js'
import type {Report} from '../rebuild/report.js'

import {EXIT_CODES} from '../command/exit-codes.js'
import {choosePace} from '../pacing/choice.js'
import {createPhases} from '../progress/create-phases.js'
import {formatCount} from '../progress/format.js'
import {type PackagePart, packageRequest} from '../rebuild/part.js'
import {Tally} from '../rebuild/report.js'
import {visible} from '../visible.js'
import {confirm, requireTerminal} from './confirm.js'
import {dryRun} from './dry-run.js'
import {question} from './question.js'
import {RebuildCommand} from './rebuild-command.js'
import {Resumption} from './resumption.js'
import {checkSelection, type Selection, selectsAll} from './selection.js'
import {openDatabase, openNamed, type SourceListener} from './sources.js'

/** How long a database that went away is waited for, in seconds, unless the timeout is shorter. */
const DATABASE_PATIENCE = 60

/** What the commands that rebuild pages of packages have in common. */
export abstract class PackagesCommand extends RebuildCommand<Report | undefined> {
  #isDryRun = false
  readonly #tally = new Tally()

  get #dryRunForm(): 'count' | 'json' | 'names' {
    if (this.jsonEnabled()) return 'json'
    return this.piwConfig.verbose.value ? 'names' : 'count'
  }

  get #listener(): SourceListener {
    return {
      onBack: () => {
        this.sourceNotice()
        this.logger.info('The database is back; going on after the last package.')
      },
      onCanonical: (raw, name) => this.logger.info(`"${visible(raw)}" is asked for as ${name}`),
      onLost: (problem) => {
        this.sourceNotice('The database went away; waiting for it to come back')
        this.logger.warn(`${problem}: waiting for the database to come back.`)
      },
      onSkip: (problem) => {
        this.#tally.skipped++
        this.logger.error(problem)
      },
    }
  }

  /** Standard output is for the names alone where a dry run prints them. */
  protected override async phases(): Promise<Phases> {
    const namesOnly = this.#isDryRun && this.#dryRunForm === 'names'
    return namesOnly ? createPhases({silent: true, verbose: true}) : super.phases()
  }

  /** Rebuilds the pages of the packages selected; a dry run reports by itself. */
  protected async rebuildPackages(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    checkSelection(selection)
    this.#isDryRun = selection['dry-run'] ?? false
    return selectsAll(selection) ? this.#rebuildAll(part, selection) : this.#rebuildNamed(part, selection)
  }

  async #dryRun(part: PackagePart, source: PackageSource | undefined, rate: number | undefined): Promise<undefined> {
    await dryRun({form: this.#dryRunForm, part, rate, source})
    if (this.#tally.skipped > 0) process.exitCode = EXIT_CODES.failure
  }

  /** All known packages; undefined where the database cannot be read and the master has to expand them. */
  async #openAll(match: string | undefined, after: string | undefined): Promise<PackageSource | undefined> {
    const which = match === undefined ? 'all packages' : `the packages that match ${visible(match)}`
    const left = after === undefined ? '' : ` after ${visible(after)}`
    const {dsn, timeout} = this.piwConfig
    const phases = await this.phases()
    try {
      return await phases.run(
        {done: ({count = 0}) => `Counted ${which}${left}: ${formatCount(count)}`, title: `Counting ${which}${left}`},
        () =>
          this.orStopped(
            openDatabase({
              ...this.#listener,
              after,
              dsn: dsn.value,
              match,
              patience: Math.min(DATABASE_PATIENCE, timeout.value),
              signal: this.stopSignal,
            }),
          ),
      )
    } catch (error) {
      const {DatabaseError} = await import('../packages/database-error.js')
      if (!(error instanceof DatabaseError) || error.kind === 'usage') throw error
      // The master cannot narrow the list.
      if (match !== undefined || after !== undefined) throw error
      this.logger.warn(`${error.message}: the master is to expand the list of all packages by itself.`)
      return undefined
    }
  }

  async #rebuildAll(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    const {resume = false, 'single-request': singleRequest = false} = selection
    const asks = !this.#isDryRun && !this.piwConfig.yes.value
    if (asks) requireTerminal(this.jsonEnabled())
    // What only looks neither needs the checkpoint nor stands in the way of who does.
    const isTied = !singleRequest && (resume || !this.#isDryRun)
    const resumption = isTied ? await this.#resumption(part, selection.match, resume) : undefined
    const match = resumption ? resumption.match : selection.match
    const checkpoint = resumption?.checkpoint
    let source: PackageSource | undefined
    try {
      const queue = this.#isDryRun ? undefined : await this.connect()
      if (!singleRequest) source = await this.#openAll(match, checkpoint?.last)
      if (!queue) return await this.#dryRun(part, source, selection.rate)
      if (asks) await confirm(question({checkpoint, count: source?.count, match, part}), this.stopSignal)
      const single = {requests: [packageRequest(part, null)], singleRequest: true, total: 1}
      return await this.carryOut({
        part,
        queue,
        tally: this.#tally,
        ...(source ? {...paced(part, source, selection), resumption} : single),
      })
    } finally {
      await source?.close()
      resumption?.release()
    }
  }

  async #rebuildNamed(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    // Looked through before anything else: with a mistake in it nothing is sent.
    const source = await this.orStopped(openNamed(selection, this.#listener))
    try {
      if (this.#isDryRun) return await this.#dryRun(part, source, selection.rate)
      const queue = await this.connect()
      const report = await this.carryOut({
        // What can be read to its end at any time.
        namesRest: source.count !== undefined,
        part,
        queue,
        tally: this.#tally,
        ...paced(part, source, selection),
      })
      if (isEmpty(report)) this.logger.warn('The list names no package, so nothing was asked for.')
      return report
    } finally {
      await source.close()
    }
  }

  async #resumption(part: PackagePart, match: string | undefined, resume: boolean): Promise<Resumption> {
    const {dataDir} = this.config
    return Resumption.prepare({
      dataDir,
      match,
      part,
      resume,
      tell: (message) => this.note(message),
      warn: (message) => this.logger.warn(message),
    })
  }
}

/** Whether a run came to its end with nothing to ask for. */
function isEmpty({error, requested, skipped, stopped}: Report): boolean {
  return requested + skipped === 0 && error === null && stopped === null
}

/** What there is to ask for, and at which pace. */
function paced(part: PackagePart, source: PackageSource, {rate}: Selection) {
  return {pace: choosePace(rate, source.count), requests: requests(part, source), total: source.count}
}

async function* requests(part: PackagePart, names: AsyncIterable<string>) {
  for await (const name of names) yield packageRequest(part, name)
}
