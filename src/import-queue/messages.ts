import type {TimeDelta} from './timedelta.js'

// The messages as observed on the real master. It does not answer others, which are invalid and refused before they are sent: see schemas.ts.

/** The messages that a client may send. */
export const requestNames = ['REBUILD', 'ADDPKG', 'ADDVER', 'REMPKG', 'REMVER', 'IMPORT', 'SENT'] as const
export type RequestName = (typeof requestNames)[number]

/** Parts of the site with one page. The real master rewrites both, whichever is requested. */
export const siteParts = ['HOME', 'SEARCH'] as const
/** Pages of a package: PROJECT is its project page; BOTH, `index` on the command line, its index page as well. */
export const packageParts = ['PROJECT', 'BOTH'] as const

/** What the master did: the text of `DONE`. */
export const doneWhats = [
  'REBUILD',
  'NEWPKG',
  'UPDPKG',
  'NEWVER',
  'UPDVER',
  'DELPKG',
  'DELVER',
  'DELPKGBLD',
  'DELVERBLD',
  'SKIPPKG',
  'SKIPVER',
  'YANKVER',
  'IMPORT',
] as const
export type DoneWhat = (typeof doneWhats)[number]

/** A whole number of CBOR: -2^64 to 2^64-1, a bigint where a number would lose digits. */
export type Integer = bigint | number

/** What a file needs from each tool (`apt`, `pip`, …; empty text for none). */
export type Dependencies = Readonly<Record<string, readonly string[]>>

/** A file of an `IMPORT`. */
export type ImportFile = readonly [
  filename: string,
  size: Integer,
  hash: string,
  packageTag: string,
  versionTag: string,
  pythonTag: string,
  abiTag: string,
  platformTag: string,
  requiresPython: null | string,
  dependencies: Dependencies,
  location: string,
]

/** Requests pages to be rebuilt. A null package means all packages, expanded by the master. */
export type RebuildRequest = readonly [
  'REBUILD',
  readonly [part: (typeof packageParts)[number], name: null | string] | readonly [part: (typeof siteParts)[number]],
]

/** Requests the pages of one package to be rebuilt. */
export type PackageRebuild = readonly ['REBUILD', readonly [part: (typeof packageParts)[number], name: string]]

/** Adds a package, or changes a known one. */
export type AddPackageRequest = readonly [
  'ADDPKG',
  readonly [name: string, description: string, skip: string, unskip: boolean, aliases: readonly string[]],
]

/** Adds a version of a package, or changes a known one. */
export type AddVersionRequest = readonly [
  'ADDVER',
  readonly [
    name: string,
    version: string,
    skip: string,
    unskip: boolean,
    released: Date,
    yank: boolean,
    unyank: boolean,
    aliases: readonly string[],
  ],
]

/** Removes a package, or its builds. */
export type RemovePackageRequest = readonly ['REMPKG', readonly [name: string, builds: boolean, skip: string]]

/** Removes a version of a package, or its builds. */
export type RemoveVersionRequest = readonly [
  'REMVER',
  readonly [name: string, version: string, builds: boolean, skip: string, yank: boolean],
]

/** Submits the result of a build. The master requests the files with `SEND`, one by one. */
export type ImportRequest = readonly [
  'IMPORT',
  readonly [
    slaveId: Integer,
    name: string,
    version: string,
    abi: string,
    status: boolean,
    duration: TimeDelta,
    output: string,
    files: readonly ImportFile[],
  ],
]

/** Reports that the file requested with `SEND` was transferred. */
export type SentRequest = readonly ['SENT']

/** A message from a client to the master. */
export type Request =
  | AddPackageRequest
  | AddVersionRequest
  | ImportRequest
  | RebuildRequest
  | RemovePackageRequest
  | RemoveVersionRequest
  | SentRequest

/** A message from the master to a client: done or queued, refused with a reason, or a file to transfer. */
export type Reply =
  readonly ['DONE', what: DoneWhat] | readonly ['ERROR', reason: string] | readonly ['SEND', filename: string]

/** The possible replies to a request. */
export type ReplyTo<R extends Request> =
  | (R[0] extends 'IMPORT' | 'SENT' ? readonly ['SEND', filename: string] : never)
  | (R[0] extends 'REBUILD' ? readonly ['DONE', 'REBUILD'] : readonly ['DONE', Exclude<DoneWhat, 'REBUILD'>])
  | readonly ['ERROR', reason: string]

const UNKNOWN_PACKAGE = 'unknown package '

/**
 * Whether a reply is a possible reply to a request. Replies carry no correlation id, so only this shows that one was lost
 * or sent twice.
 */
export function fits(request: Request, reply: Reply): boolean {
  const [answer, what] = reply
  if (request[0] !== 'REBUILD') {
    if (answer === 'SEND') return request[0] === 'IMPORT' || request[0] === 'SENT'
    return answer === 'ERROR' || what !== 'REBUILD'
  }

  if (answer === 'DONE') return what === 'REBUILD'
  if (answer === 'SEND') return false
  const name = request[1][1] ?? null
  return name === null || !what.startsWith(UNKNOWN_PACKAGE) || what.slice(UNKNOWN_PACKAGE.length) === name
}
