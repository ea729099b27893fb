import type {PackageSource} from '../packages/source.js'
import type {Selection} from './selection.js'

import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** Told of what happens while names are read. */
export interface SourceListener {
  /** The database is back. */
  readonly onBack: () => void
  /** A name was not in canonical form. */
  readonly onCanonical: (raw: string, name: string) => void
  /** The database went away and is waited for. */
  readonly onLost: (problem: string) => void
  /** Something was found that cannot be asked for, and is left out. */
  readonly onSkip: (problem: string) => void
}

export interface DatabaseOptions extends SourceListener {
  /** Only the packages after this one, where an earlier run ended. */
  readonly after: string | undefined
  readonly dsn: string
  readonly match: string | undefined
  /** How long a database that went away is waited for at most, in seconds. */
  readonly patience: number
  readonly signal: AbortSignal
}

// What is imported here takes its time, so each is imported only where it is used.

/**
 * The packages that the user named, one by one or in a list, all of them checked as far as that can be done beforehand.
 * Once the signal, if there is one, has ended the reading of a list, what is left of it can be told no more.
 */
export async function openNamed(
  {names, 'packages-from': file}: Selection,
  {onCanonical, onSkip}: SourceListener,
  signal?: AbortSignal,
): Promise<PackageSource> {
  if (file === undefined) {
    const {namedPackages} = await import('../packages/named.js')
    return namedPackages(names, {onCanonical})
  }

  const {openListFile} = await import('../packages/list-file.js')
  const shown = file === '-' ? 'Standard input' : escapeControls(file)
  return openListFile({
    file,
    onBadLine: ({line, problem}) => onSkip(`${shown}, line ${line}: ${problem}`),
    onCanonical,
    signal,
  })
}

/**
 * All packages that the database knows.
 *
 * @throws {DatabaseError} when it cannot be read
 * @throws {PiwError} when there are none, unless an earlier run may have asked for all of them
 */
export async function openDatabase(options: DatabaseOptions): Promise<PackageSource> {
  const {after, dsn, match, onBack, onLost, onSkip, patience, signal} = options
  const {openAllPackages} = await import('../database/all.js')
  const source = await openAllPackages({
    after,
    dsn,
    match,
    onBack,
    onLost: ({message}) => onLost(message),
    onUnsafe: (name) => onSkip(`The database has a package that cannot be asked for: "${escapeControls(name)}"`),
    patience,
    signal,
  })
  if (source.count > 0 || after !== undefined) return source
  await source.close()
  throw new PiwError(
    match === undefined ? 'The database has no packages.' : `No package matches "${escapeControls(match)}".`,
    {suggestions: ['See whether the database is the right one: --dsn, or dsn in piwheels.conf.']},
  )
}
