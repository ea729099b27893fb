/** What the master did, after the name of what it did it to. */
const DONE: Readonly<Record<string, string>> = {
  DELPKG: 'was removed, with all of its versions and builds.',
  DELPKGBLD: 'has no builds any longer; the package was kept.',
  DELVER: 'was removed, with its builds.',
  DELVERBLD: 'has no builds any longer; the version was kept.',
  SKIPPKG: 'will be skipped: no more builds of it.',
  SKIPVER: 'will be skipped: no more builds of it.',
  YANKVER: 'was yanked: pip takes it only where nothing else will do.',
}

/** Why the master did nothing, after the name of what it should have done it to. */
const REFUSED: Readonly<Record<string, string>> = {
  NOPKG: 'cannot be removed: the master knows no such package.',
  NOVER: 'cannot be removed: the master knows the package, but no such version of it.',
  'protocol violation': 'was not touched: the master does not understand the request. Are this tool and it of an age?',
  SKIPPKG: 'is skipped already, for that very reason.',
  SKIPVER: 'is skipped already, for that very reason.',
  YANKVER: 'is yanked already.',
}

/** A sentence about what the master did to a package or version. */
export function done(subject: string, what: string): string {
  return `${subject} ${DONE[what] ?? `was dealt with: the master says ${what}.`}`
}

/** A sentence about why the master did nothing to a package or version; most of the codes have one, others are shown. */
export function refused(subject: string, reason: string): string {
  return `${subject} ${REFUSED[reason] ?? `was not touched; the master says: ${reason}`}`
}
