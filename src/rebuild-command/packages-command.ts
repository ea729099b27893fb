import type {PackageSource} from '../packages/source.js'
import type {Report} from '../rebuild/report.js'

import {EXIT_CODES} from '../command/exit-codes.js'
import {PiwError} from '../errors.js'
import {checkPattern} from '../packages/pattern.js'
import {formatCount, formatNumberOf} from '../progress/format.js'
import {createPhases, type Phases} from '../progress/phases.js'
import {type PackagePart, packageRequest, PART_NAMES} from '../rebuild/part.js'
import {Tally} from '../rebuild/report.js'
import {visible} from '../visible.js'
import {confirm, requireTerminal} from './confirm.js'
import {dryRun} from './dry-run.js'
import {RebuildCommand} from './rebuild-command.js'

/** Which packages the user asked for, as flags and arguments say it. */
export interface Selection {
  readonly 'dry-run'?: boolean | undefined
  readonly match?: string | undefined
  readonly names: readonly string[]
  readonly 'packages-from'?: string | undefined
  readonly 'single-request'?: boolean | undefined
}

/** What the commands that rebuild pages of packages have in common. */
export abstract class PackagesCommand extends RebuildCommand<Report | undefined> {
  #isDryRun = false
  readonly #tally = new Tally()

  get #dryRunForm(): 'count' | 'json' | 'names' {
    if (this.jsonEnabled()) return 'json'
    return this.piwConfig.verbose.value ? 'names' : 'count'
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
    const all = selection.names.length === 0 && selection['packages-from'] === undefined
    const asks = all && !this.#isDryRun && !this.piwConfig.yes.value
    if (asks) requireTerminal(this.jsonEnabled())

    // A list is looked through before anything else: with a mistake in it nothing is sent.
    const listed = all ? undefined : await this.#openNamed(selection)
    let source = listed
    try {
      const queue = this.#isDryRun ? undefined : await this.connect()
      if (all && !selection['single-request']) source = await this.#openAll(selection.match)
      if (!queue) {
        await dryRun({form: this.#dryRunForm, part, source})
        if (this.#tally.skipped > 0) process.exitCode = EXIT_CODES.failure
        return undefined
      }

      if (asks) await confirm(question(part, source?.count, selection.match), this.stopSignal)
      const report = await this.carryOut({
        part,
        queue,
        requests: source ? requests(part, source) : [packageRequest(part, null)],
        singleRequest: !source,
        tally: this.#tally,
        total: source ? source.count : 1,
      })
      if (isEmpty(report)) this.logger.warn('The list names no package, so nothing was asked for.')
      return report
    } finally {
      await source?.close()
    }
  }

  /** All known packages; undefined where the database cannot be read and the master has to expand them. */
  async #openAll(match: string | undefined): Promise<PackageSource | undefined> {
    // What it imports takes its time, and most commands name their packages.
    const [{openPackages}, {DatabaseError}] = await Promise.all([
      import('../packages/database.js'),
      import('../packages/database-error.js'),
    ])
    const onUnsafe = (name: string) =>
      this.#skip(`The database has a package that cannot be asked for: "${visible(name)}"`)
    const which = match === undefined ? 'all packages' : `the packages that match ${visible(match)}`
    try {
      const phases = await this.phases()
      const source = await phases.run(
        {done: ({count}) => `Counted ${which}: ${formatCount(count)}`, title: `Counting ${which}`},
        () => this.orStopped(openPackages({dsn: this.piwConfig.dsn.value, match, onUnsafe, signal: this.stopSignal})),
      )
      if (source.count > 0) return source
      await source.close()
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.kind === 'usage' || match !== undefined) throw error
      this.logger.warn(`${error.message}: the master is to expand the list of all packages by itself.`)
      return undefined
    }

    throw new PiwError(
      match === undefined ? 'The database has no packages.' : `No package matches "${visible(match)}".`,
      {
        suggestions: ['See whether the database is the right one: --dsn, or dsn in piwheels.conf.'],
      },
    )
  }

  async #openNamed({names, 'packages-from': file}: Selection): Promise<PackageSource> {
    const onCanonical = (raw: string, name: string) => this.logger.info(`"${visible(raw)}" is asked for as ${name}`)
    if (file === undefined) {
      const {namedPackages} = await import('../packages/named.js')
      return namedPackages(names, {onCanonical})
    }

    const {openListFile} = await import('../packages/list-file.js')
    return openListFile({
      file,
      onBadLine: ({line, problem}) => this.#skip(`${file === '-' ? 'Standard input' : file}, line ${line}: ${problem}`),
      onCanonical,
      signal: this.stopSignal,
    })
  }

  #skip(problem: string): void {
    this.#tally.skipped++
    this.logger.error(problem)
  }
}

/** Refuses what cannot go together, before anything is looked at. */
function checkSelection(selection: Selection): void {
  const {match, names} = selection
  if (match !== undefined) checkPattern(match)
  if (names.length === 0) return
  const flag = (['match', 'packages-from', 'single-request'] as const).find((name) => selection[name])
  if (flag === undefined) return
  throw new PiwError(`--${flag} cannot be used with packages named as arguments.`, {
    kind: 'usage',
    suggestions: [`Leave out either --${flag} or the packages.`],
  })
}

/** Whether a run came to its end with nothing to ask for. */
function isEmpty({error, requested, skipped, stopped}: Report): boolean {
  return requested + skipped === 0 && error === null && stopped === null
}

function question(part: PackagePart, count: number | undefined, match: string | undefined): string {
  const pages = PART_NAMES[part]
  if (count === undefined) {
    return (
      `This will ask the master to rebuild ${pages} for ALL packages, in one request that cannot be stopped. ` +
      'For minutes it will answer nobody else, and take no build results. Go on?'
    )
  }

  return match === undefined
    ? `This will rebuild ${pages} for ALL ${formatNumberOf(count, 'package')}. Go on?`
    : `This will rebuild ${pages} for ${formatNumberOf(count, 'package')} that match ${visible(match)}. Go on?`
}

async function* requests(part: PackagePart, names: AsyncIterable<string>) {
  for await (const name of names) yield packageRequest(part, name)
}
