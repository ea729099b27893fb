import * as v from 'valibot'

import {display, InvalidMessageError} from './errors.js'
import {
  type Dependencies,
  doneWhats,
  type Integer,
  packageParts,
  type PackageRebuild,
  type Reply,
  type Request,
  type RequestName,
  siteParts,
} from './messages.js'
import {isTimeDelta, type TimeDelta} from './timedelta.js'
import {isTimestamp} from './timestamp.js'

// Messages of the schemas complete the sentence "expected …".
const wellFormed = (value: string) => value.isWellFormed()
const anyText = (what: string) =>
  v.pipe(v.string(`${what} as text`), v.check(wellFormed, `${what} without lone surrogates`))
// Bell to carriage return, and escape, occur in the output of builds.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\0-\u0006\u000E-\u001A\u001C-\u001F]/
const withoutControls = (value: string) => !CONTROLS.test(value)
const text = (what: string) => v.pipe(anyText(what), v.check(withoutControls, `${what} without control characters`))
const flag = (what: string) => v.boolean(`${what} as true or false`)
const list = <Item extends v.GenericSchema>(what: string, item: Item) => v.array(item, `${what} as a list`)
const isInteger = (value: unknown) =>
  typeof value === 'bigint' ? value >= -(2n ** 64n) && value < 2n ** 64n : Number.isSafeInteger(value)
const integer = (what: string) =>
  v.custom<Integer>(isInteger, `${what} as a whole number (a safe integer, or a bigint of -2^64 to 2^64-1)`)

const toolName = text('tool')
const dependencyNames = list('dependencies', text('dependency'))
// Not v.record, which silently drops the keys `__proto__`, `constructor` and `prototype`.
const dependencies = v.custom<Dependencies>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    [null, Object.prototype].includes(Object.getPrototypeOf(value)) &&
    Object.entries(value).every(([tool, names]) => v.is(toolName, tool) && v.is(dependencyNames, names)),
  'dependencies as an object of tools, each with a list of text',
)

const file = v.strictTuple(
  [
    text('filename'),
    integer('size'),
    text('hash'),
    text('package tag'),
    text('version tag'),
    text('python tag'),
    text('abi tag'),
    text('platform tag'),
    v.nullable(text('requires python or null')),
    dependencies,
    text('location'),
  ],
  'file as a list',
)

const packagePages = v.strictTuple([v.picklist(packageParts), v.nullable(text('package or null'))])
const sitePage = v.strictTuple(
  [v.picklist(siteParts, `part as one of ${[...siteParts, ...packageParts].join(', ')}`)],
  'data as a list of part and, for PROJECT and BOTH, package',
)

const message = <const Name extends string, Data extends v.GenericSchema>(name: Name, data: Data) =>
  v.strictTuple([v.literal(name), data])
const fields = <const Items extends v.TupleItems>(items: Items) => v.strictTuple(items, 'data as a list')

type Schema<Message> = v.BaseSchema<unknown, Message, v.BaseIssue<unknown>>
type MessageOf<Message extends readonly unknown[], Name> = Extract<Message, readonly [Name, ...unknown[]]>

/** One valibot schema for each request, of the whole message. */
export const requestSchemas = {
  ADDPKG: message(
    'ADDPKG',
    fields([text('package'), text('description'), text('skip'), flag('unskip'), list('aliases', text('alias'))]),
  ),
  ADDVER: message(
    'ADDVER',
    fields([
      text('package'),
      text('version'),
      text('skip'),
      flag('unskip'),
      v.custom<Date>(isTimestamp, 'released as a Date within the years 1 to 9999'),
      flag('yank'),
      flag('unyank'),
      list('aliases', text('alias')),
    ]),
  ),
  IMPORT: message(
    'IMPORT',
    fields([
      integer('slave id'),
      text('package'),
      text('version'),
      text('abi'),
      flag('status'),
      v.custom<TimeDelta>(isTimeDelta, 'duration as a TimeDelta in normal form'),
      text('output'),
      list('files', file),
    ]),
  ),
  REBUILD: message(
    'REBUILD',
    v.lazy((data) =>
      Array.isArray(data) && (packageParts as readonly unknown[]).includes(data[0]) ? packagePages : sitePage,
    ),
  ),
  REMPKG: message('REMPKG', fields([text('package'), flag('builds'), text('skip')])),
  REMVER: message('REMVER', fields([text('package'), text('version'), flag('builds'), text('skip'), flag('yank')])),
  SENT: v.strictTuple([v.literal('SENT')]),
} satisfies {[Name in RequestName]: Schema<MessageOf<Request, Name>>}

/** One valibot schema for each reply, of the whole message. */
export const replySchemas = {
  DONE: message('DONE', v.picklist(doneWhats, `what was done as one of ${doneWhats.join(', ')}`)),
  ERROR: message('ERROR', anyText('reason')),
  SEND: message('SEND', text('filename')),
} satisfies {[Name in Reply[0]]: Schema<MessageOf<Reply, Name>>}

/**
 * A copy of `value` (lists are copied, dates and dependencies shared) as a request that the master answers.
 *
 * @throws InvalidMessageError of kind `usage`
 */
export function checkRequest(value: unknown): Request {
  return check<Request>('request', requestSchemas, value)
}

/** Whether text may be part of a request: valid Unicode without the control characters that no text has. */
export function isValidText(value: string): boolean {
  return wellFormed(value) && withoutControls(value)
}

/** Whether it is a valid request for the pages of one package: faster than {@link checkRequest}. */
export function isPackageRebuild(value: unknown): value is PackageRebuild {
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== 'REBUILD') return false
  const data: unknown = value[1]
  if (!Array.isArray(data) || data.length !== 2) return false
  const [part, name] = data as unknown[]
  return (part === 'PROJECT' || part === 'BOTH') && typeof name === 'string' && isValidText(name)
}

/**
 * A copy of `value` as a reply.
 *
 * @throws InvalidMessageError of kind `failure`
 */
export function checkReply(value: unknown): Reply {
  return check<Reply>('reply', replySchemas, value)
}

function check<Message>(
  kind: 'reply' | 'request',
  schemas: Readonly<Record<string, Schema<Message>>>,
  value: unknown,
): Message {
  const name: unknown = Array.isArray(value) ? value[0] : undefined
  const schema = typeof name === 'string' && Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (schema === undefined) {
    const names = Object.keys(schemas).join(', ')
    throw invalid(kind, `expected a list that begins with one of ${names}, found ${display(value)}`)
  }

  const result = v.safeParse(schema, value, {abortEarly: true})
  if (result.success) return result.output
  throw invalid(kind, `${String(name)}${explain(result.issues[0])}`)
}

function invalid(kind: 'reply' | 'request', why: string): InvalidMessageError {
  return new InvalidMessageError(`Invalid ${kind}: ${why}`, {kind: kind === 'request' ? 'usage' : 'failure'})
}

function explain(issue: v.BaseIssue<unknown>): string {
  const path = issue.path ?? []
  const last = path.at(-1)
  const where = path.map(({key}) => `[${String(key)}]`).join('')
  const parent: unknown = last?.input
  if (Array.isArray(parent) && issue.type === 'strict_tuple' && issue.expected === 'never') {
    const count = Number(last?.key)
    const place = path
      .slice(0, -1)
      .map(({key}) => `[${String(key)}]`)
      .join('')
    return ` ${place}: expected ${count} ${count === 1 ? 'entry' : 'entries'}, found ${parent.length}: ${display(parent)}`.replace(
      /^ :/,
      ':',
    )
  }

  const missing = Array.isArray(parent) && Number(last?.key) >= parent.length
  return ` ${where}: expected ${issue.message}, found ${missing ? 'nothing' : display(issue.input)}`
}
