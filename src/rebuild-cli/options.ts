import type {Job, PackagesJob, SiteJob, Wait} from '../rebuild/job.js'
import type {PackagePart, SitePart} from '../rebuild/part.js'

import {PiwError} from '../errors/piw-error.js'
import {checkPattern} from '../packages/pattern.js'
import {escapeControls} from '../text/escape-controls.js'

/** Values of the flags of every rebuild. */
export interface RebuildFlags {
  readonly wait?: boolean | undefined
  readonly 'wait-timeout'?: number | undefined
}

/** Values of the flags of a rebuild of packages. */
export interface PackagesFlags extends RebuildFlags {
  readonly match?: string | undefined
  readonly 'max-wait'?: number | undefined
  readonly 'older-than'?: string | undefined
  readonly 'packages-from'?: string | undefined
  readonly rate?: number | undefined
  readonly resume?: boolean | undefined
  readonly 'single-request'?: boolean | undefined
}

/** Flags that need the package names, which only the master knows with a single request. */
const NOT_WITH_SINGLE_REQUEST = ['older-than', 'wait'] as const

const NOT_WITH_NAMES = ['match', 'packages-from', 'resume', 'single-request'] as const

/**
 * The job of a command line with packages.
 *
 * @throws {PiwError} of kind `usage` for incompatible flags or arguments
 */
export async function packagesJob(
  part: PackagePart,
  flags: PackagesFlags,
  names: readonly string[],
): Promise<PackagesJob> {
  const wait = waitOf(flags)
  check(flags, names)
  return {
    maxWait: flags['max-wait'],
    olderThan: await whenOf(flags['older-than']),
    packages: packagesOf(flags, names),
    part,
    rate: flags.rate,
    resume: flags.resume,
    wait,
  }
}

/**
 * The job of a command line without packages.
 *
 * @param part of the site
 * @param flags of the command line
 * @param rest arguments that are not flags; none are allowed
 * @param bin the name of the program
 * @throws {PiwError} of kind `usage`
 */
export function siteJob(part: SitePart, flags: RebuildFlags, rest: readonly unknown[], bin: string): SiteJob {
  const wait = waitOf(flags)
  const [given] = rest
  if (given === undefined) return {part, wait}
  throw new PiwError(`rebuild ${part} takes no argument, but was given "${escapeControls(String(given))}".`, {
    kind: 'usage',
    suggestions: [`To rebuild the pages of a package: ${bin} rebuild project PACKAGE`],
  })
}

/** The flags that apply the same options to the rest of a job. */
export function jobFlags(job: Job): readonly string[] {
  const {maxWait, rate, wait} = {maxWait: undefined, rate: undefined, ...job}
  return [
    ...(wait ? ['--wait'] : []),
    ...(wait?.timeout === undefined ? [] : ['--wait-timeout', String(wait.timeout)]),
    ...(rate === undefined ? [] : ['--rate', String(rate)]),
    ...(maxWait === undefined ? [] : ['--max-wait', String(maxWait)]),
  ]
}

function check(flags: PackagesFlags, names: readonly string[]): void {
  if (flags.match !== undefined) checkPattern(flags.match)
  const needing = NOT_WITH_SINGLE_REQUEST.find((name) => flags[name])
  if (flags['single-request'] && needing !== undefined) {
    throw new PiwError(`--${needing} cannot be used with --single-request: only the master knows the packages.`, {
      kind: 'usage',
      suggestions: ['Omit --single-request to request packages one by one.'],
    })
  }

  const flag = NOT_WITH_NAMES.find((name) => flags[name])
  if (names.length === 0 || flag === undefined) return
  throw new PiwError(`--${flag} cannot be used with packages named as arguments.`, {
    kind: 'usage',
    suggestions: [`Omit either --${flag} or the packages.`],
  })
}

function packagesOf(flags: PackagesFlags, names: readonly string[]): PackagesJob['packages'] {
  const file = flags['packages-from']
  if (names.length > 0) return {from: 'names', names}
  if (file !== undefined) return {file, from: 'list'}
  return flags['single-request'] ? {from: 'master'} : {from: 'database', match: flags.match}
}

function waitOf({wait = false, 'wait-timeout': timeout}: RebuildFlags): undefined | Wait {
  if (wait) return {timeout}
  if (timeout === undefined) return undefined
  throw new PiwError('--wait-timeout requires --wait.', {
    kind: 'usage',
    suggestions: ['Add --wait, or omit --wait-timeout.', 'To limit the time for an answer, use --timeout.'],
  })
}

async function whenOf(text: string | undefined): Promise<PackagesJob['olderThan']> {
  if (text === undefined) return undefined
  const {parseWhen} = await import('../pages/when.js')
  return parseWhen('--older-than', text)
}
