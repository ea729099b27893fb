import type {ImportQueue} from '../import-queue/import-queue.js'
import type {PackageSource} from '../packages/source.js'
import type {When} from '../pages/when.js'
import type {Report} from '../rebuild/report.js'
import type {Phases} from '../view/phases.js'
import type {Errand} from './errand.js'
import type {Age} from './outdated-packages.js'

import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {socketPath} from '../import-queue/address.js'
import {socketAt} from '../import-queue/owner.js'
import {confirm, requireTerminal} from '../piw/confirm.js'
import {type PackagePart, packageRequest} from '../rebuild/part.js'
import {Tally} from '../rebuild/report.js'
import {escapeControls} from '../text/escape-controls.js'
import {formatCount, formatNumberOf, formatTime} from '../text/format.js'
import {createPhases} from '../view/create-phases.js'
import {dryRun} from '../view/dry-run.js'
import {question, type QuestionOptions} from '../view/question.js'
import {Pacing, requestsUpTo} from './pacing.js'
import {RebuildCommand} from './rebuild-command.js'
import {Resumption} from './resumption.js'
import {ageOf, checkSelection, type Selection, selectsAll} from './selection.js'
import {sourceListener} from './source-listener.js'
import {type DatabaseOptions, openDatabase, openNamed, type SourceListener} from './sources.js'

/** How long a database that went away is waited for, in seconds, unless the timeout is shorter. */
const DATABASE_PATIENCE = 60

/** What the commands that rebuild pages of packages have in common. */
export abstract class PackagesCommand extends RebuildCommand<Report | undefined> {
  #isDryRun = false
  #olderThan: undefined | When
  #pacing!: Pacing
  readonly #tally = new Tally()
  #waits = false

  get #asks(): boolean {
    return !this.#isDryRun && !this.piwConfig.yes.value
  }

  get #dryRunForm(): 'count' | 'json' | 'names' {
    if (this.jsonEnabled()) return 'json'
    return this.piwConfig.verbose.value ? 'names' : 'count'
  }

  get #listener(): SourceListener {
    return sourceListener(this.logger, this.#tally, (text) => this.sourceNotice(text))
  }

  /** Standard output is for the names alone where a dry run prints them. */
  protected override async phases(): Promise<Phases> {
    const namesOnly = this.#isDryRun && this.#dryRunForm === 'names'
    return namesOnly ? createPhases({silent: true, verbose: true}) : super.phases()
  }

  /** Rebuilds the pages of the packages selected; a dry run reports by itself. */
  protected async rebuildPackages(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    checkSelection(selection)
    this.#olderThan = await ageOf(selection)
    this.#pacing = new Pacing({
      ...selection,
      address: this.piwConfig['import-queue'].value,
      dataDir: this.config.dataDir,
      part,
      waits: selection.wait ?? false,
    })
    this.#waits = selection.wait ?? false
    this.#isDryRun = selection['dry-run'] ?? false
    return selectsAll(selection) ? this.#rebuildAll(part, selection) : this.#rebuildNamed(part, selection)
  }

  /** The pages' age where only outdated ones are asked for; undefined where all are. */
  async #age(part: PackagePart, olderThan: undefined | When): Promise<Age | undefined> {
    return olderThan && {olderThan, part, site: await this.openSite()}
  }

  /** Asks whether to go on, unless that is not to be asked. */
  async #confirm(options: QuestionOptions): Promise<void> {
    if (this.#asks) await confirm(question(options), this.stopSignal)
  }

  async #countOutdated(source: PackageSource, age: Age, tally = new Tally()): Promise<number> {
    const {countOutdated} = await import('./outdated-packages.js')
    const phases = await this.phases()
    return this.orStopped(countOutdated(source, age, {phases, tally}))
  }

  async #dryRun(part: PackagePart, packages?: PackageSource, age?: Age): Promise<undefined> {
    const tally = this.#tally
    const form = this.#dryRunForm
    const source = packages && age ? await this.#onlyOutdated(packages, age) : packages
    // With nothing to show but a number, how the looking goes is shown.
    const count = packages && age && form === 'count' ? await this.#countOutdated(packages, age, tally) : undefined
    const options = {
      count,
      form,
      olderThan: age?.olderThan,
      pacing: this.#pacing,
      part,
      source,
      tally,
      waits: this.#waits,
    }
    const failure = await dryRun(options, (error) => this.toErrorJson(error))
    if (tally.skipped > 0) process.exitCode = EXIT_CODES.failure
    if (failure) process.exitCode = exitCodeOf(failure)
  }

  /** A list is made by a program as a rule, which makes no typing errors. */
  async #explain(tally: Tally, {names}: Selection): Promise<void> {
    if (names.length === 0 || tally.refused === 0) return
    const {suggestNames} = await import('./suggest-names.js')
    await suggestNames(tally, {dsn: this.piwConfig.dsn.value, signal: this.stopSignal})
  }

  /** Goes back to what is safe where the master of the earlier run is gone, and says so. */
  #goBack(resumption: Resumption | undefined, queue: ImportQueue | undefined): void {
    const count =
      resumption?.meet(queue ? queue.socket : socketAt(socketPath(this.piwConfig['import-queue'].value))) ?? 0
    if (count === 0) return
    const packages = formatNumberOf(count, 'package')
    this.note(`The master was restarted since then: ${packages} that it may not have written are requested again.`)
  }

  async #onlyOutdated(
    source: PackageSource,
    age: Age,
    {count, tally = this.#tally}: {readonly count?: number; readonly tally?: Tally} = {},
  ): Promise<PackageSource> {
    const {onlyOutdated} = await import('./outdated-packages.js')
    return onlyOutdated(source, age, {count, tally})
  }

  /** All known packages; undefined where the database cannot be read and the master has to expand them. */
  async #openAll(limits: Limits, {mayBeUnknown}: {readonly mayBeUnknown: boolean}): Promise<PackageSource | undefined> {
    const {after, match} = limits
    const which = match === undefined ? 'all packages' : `the packages that match ${escapeControls(match)}`
    const left = after === undefined ? '' : ` after ${escapeControls(after)}`
    const phases = await this.phases()
    try {
      return await phases.run(
        {done: ({count = 0}) => `Counted ${which}${left}: ${formatCount(count)}`, title: `Counting ${which}${left}`},
        () => this.orStopped(this.#openDatabase(limits, this.#listener)),
      )
    } catch (error) {
      const {DatabaseError} = await import('../database/database-error.js')
      if (!(error instanceof DatabaseError) || error.kind === 'usage') throw error
      if (!mayBeUnknown) throw error
      this.logger.warn(`${error.message}: the master is to expand the list of all packages by itself.`)
      return undefined
    }
  }

  async #openDatabase(limits: Limits, listener: SourceListener): Promise<PackageSource> {
    const {dsn, timeout} = this.piwConfig
    return openDatabase({
      ...listener,
      ...limits,
      dsn: dsn.value,
      patience: Math.min(DATABASE_PATIENCE, timeout.value),
      signal: this.stopSignal,
    })
  }

  /** Of all packages those whose pages are outdated, counted: their names are read, and their pages looked at, twice. */
  async #outdated(all: PackageSource, age: Age, limits: Limits): Promise<PackageSource> {
    // What cannot be asked for is told, and counted, when it is its turn.
    const toCount = await this.orStopped(this.#openDatabase(limits, {...this.#listener, onSkip() {}}))
    try {
      const count = await this.#countOutdated(toCount, age)
      if (count === 0) this.note(`No page is missing or older than ${formatTime(age.olderThan.time)}.`)
      return await this.#onlyOutdated(all, age, {count})
    } finally {
      await toCount.close()
    }
  }

  /** What the earlier run has queued, and the same master may not have written yet. */
  async *#queuedBefore(part: PackagePart, resumption: Resumption | undefined) {
    const unwritten = resumption?.unwritten()
    if (!resumption || !unwritten) return
    const {match, olderThan} = resumption
    const all = await this.#openDatabase({after: unwritten.after, match}, {...this.#listener, onSkip() {}})
    try {
      const age = await this.#age(part, olderThan)
      const source = age ? await this.#onlyOutdated(all, age, {tally: new Tally()}) : all
      yield* requestsUpTo(unwritten.last, part, source)
    } finally {
      await all.close()
    }
  }

  async #rebuildAll(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    const {match, resume = false, 'single-request': singleRequest = false} = selection
    if (this.#asks) {
      requireTerminal({
        json: this.jsonEnabled(),
        suggestion: 'Say --yes to go on without being asked, or name the packages.',
        what: 'A rebuild of all packages',
      })
    }

    const wait = await this.openWait(selection)
    // What only looks neither needs the checkpoint nor stands in the way of who does.
    const isTied = !singleRequest && (resume || !this.#isDryRun)
    const resumption = isTied ? await this.#resumption(part, selection) : undefined
    try {
      return singleRequest
        ? await this.#rebuildUnknown(part)
        : await this.#rebuildKnown({...(resumption ?? {match, olderThan: this.#olderThan}), part, resumption, wait})
    } finally {
      resumption?.release()
    }
  }

  /** All packages that the database knows, or that match, or whose pages are outdated. */
  async #rebuildKnown({match, olderThan, part, resumption, wait}: Choice): Promise<Report | undefined> {
    const age = await this.#age(part, olderThan)
    const queue = this.#isDryRun ? undefined : await this.connect()
    this.#goBack(resumption, queue)
    const checkpoint = resumption?.checkpoint
    const limits = {after: checkpoint?.last ?? undefined, match}
    // The master can neither narrow the list nor tell which pages it stands for.
    const mayBeUnknown = match === undefined && !checkpoint && !age && !wait
    const all = await this.#openAll(limits, {mayBeUnknown})
    if (!all) return this.#rebuildUnknown(part, queue)
    try {
      if (!queue) return await this.#dryRun(part, all, age)
      const source = age ? await this.#outdated(all, age, limits) : all
      const {count} = source
      if (count !== 0)
        await this.#confirm({checkpoint, count, match, olderThan, pace: this.#pacing.forecast(count), part})
      return await this.carryOut({
        olderThan,
        part,
        queue,
        queuedBefore: this.#queuedBefore(part, resumption),
        // A run of nothing leaves alone an earlier one that it does not go on with.
        resumption: count === 0 && !checkpoint ? undefined : resumption,
        tally: this.#tally,
        wait,
        ...this.#pacing.paced(source),
      })
    } finally {
      await all.close()
    }
  }

  async #rebuildNamed(part: PackagePart, selection: Selection): Promise<Report | undefined> {
    const olderThan = this.#olderThan
    // Looked through before anything else: with a mistake in it nothing is sent.
    const packages = await this.orStopped(
      openNamed(selection, this.#listener, this.#isDryRun ? this.stopSignal : undefined),
    )
    try {
      const wait = await this.openWait(selection)
      const age = await this.#age(part, olderThan)
      if (this.#isDryRun) return await this.#dryRun(part, packages, age)
      const queue = await this.connect()
      const source = age ? await this.#onlyOutdated(packages, age) : packages
      const report = await this.carryOut({
        explain: (tally) => this.#explain(tally, selection),
        // What can be read to its end at any time.
        namesRest: packages.count !== undefined,
        olderThan,
        part,
        queue,
        tally: this.#tally,
        wait,
        // Some of them may be up to date.
        ...this.#pacing.paced(source, packages.count),
      })
      if (isEmpty(report)) this.logger.warn('The list names no package, so nothing was asked for.')
      return report
    } finally {
      await packages.close()
    }
  }

  /** All packages, which the master is to expand by itself. */
  async #rebuildUnknown(part: PackagePart, connected?: ImportQueue): Promise<Report | undefined> {
    if (this.#isDryRun) return this.#dryRun(part)
    const queue = connected ?? (await this.connect())
    await this.#confirm({count: undefined, part})
    const tally = this.#tally
    return this.carryOut({part, queue, requests: [[packageRequest(part, null)]], singleRequest: true, tally, total: 1})
  }

  async #resumption(part: PackagePart, selection: Selection): Promise<Resumption> {
    const {dataDir} = this.config
    return Resumption.prepare({
      dataDir,
      match: selection.match,
      olderThan: this.#olderThan,
      part,
      resume: selection.resume ?? false,
      tell: (message) => this.note(message),
      warn: (message) => this.logger.warn(message),
    })
  }
}

/** Which of all packages are meant. */
type Limits = Pick<DatabaseOptions, 'after' | 'match'>

/** What the user chose of all packages, and what is done with them. */
interface Choice extends Pick<Errand, 'olderThan' | 'resumption' | 'wait'> {
  readonly match: string | undefined
  readonly part: PackagePart
}

/** Whether a run came to its end with nothing to ask for. */
function isEmpty({error, requested, skipped, stopped, upToDate}: Report): boolean {
  return requested + skipped + upToDate === 0 && error === null && stopped === null
}
