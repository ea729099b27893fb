import {decode, type DecodeOptions, encode, type EncodeOptions, Token, Tokenizer, Type} from 'cborg'

import {display, InvalidMessageError, ProtocolError, type ProtocolFault} from './errors.js'
import {checkReply, checkRequest, isPackageRebuild, type PackageRebuild, type Reply, type Request} from './messages.js'
import {isTimeDelta, type TimeDelta} from './timedelta.js'
import {formatTimestamp, parseTimestamp, type Timestamp, timestampOfSeconds} from './timestamp.js'

/** "No data", as some of piwheels' messages between its own tasks say it; in no message of the import queue. */
export const noData: unique symbol = Symbol.for('@piwheels/plugin-rebuild/no-data')

/**
 * How many arrays, maps and tags may be open at once. A message needs six; the real master dies somewhere below
 * Python's recursion limit of 1,000.
 */
export const deepest = 900

// Tags as observed on the real master.
const dateTextTag = 0
const dateNumberTag = 1
const timeDeltaTag = 2001
const noDataTag = 2002

/** A request as the master reads it. @throws InvalidMessageError when the master would not answer it, or die. */
export function encodeRequest(request: Request): Uint8Array {
  const quick = isPackageRebuild(request) ? encodePackageRebuild(request) : undefined
  return quick ?? encodeMessage(checkRequest(request))
}

/** A reply as the master writes it. @throws InvalidMessageError when it is none. */
export function encodeReply(reply: Reply): Uint8Array {
  return encodeMessage(checkReply(reply))
}

/** What a master sent, as a reply. @throws ProtocolError when it is none, for whatever reason. */
export function decodeReply(body: Uint8Array): Reply {
  return isRebuilt(body) ? rebuilt : decodeMessage(body, checkReply)
}

/** What a client sent, as a request. @throws ProtocolError when it is none, for whatever reason. */
export function decodeRequest(body: Uint8Array): Request {
  return decodeMessage(body, checkRequest)
}

/**
 * Any value that messages are made of: text, whole numbers, true, false, null, `Date`, `TimeDelta`, `noData`, and arrays
 * and plain objects of these.
 *
 * @throws Error when the value has no CBOR form
 */
export function encodeValue(value: unknown): Uint8Array {
  return encode(value, encodeOptions)
}

/**
 * The value of a CBOR body, whether or not it is a message; a datetime comes as a `Timestamp`, a timedelta as a
 * `TimeDelta`, "no data" as `noData`.
 *
 * @throws ProtocolError when it cannot be decoded; its `fault` says why
 */
export function decodeValue(body: Uint8Array): unknown {
  try {
    // A Buffer would be sliced more slowly.
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    return decode(bytes, {...decodeOptions, tokenizer: new BodyTokenizer(bytes, decodeOptions)})
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    // The stack is the other limit to nesting, when the caller has used up most of it.
    const fault = error instanceof RangeError ? 'nesting' : 'cbor'
    throw undecodable(fault, `${(error as Error).message}: ${display(body)}`, error)
  }
}

// Nearly every answer is this one, so it is told by its bytes.
const rebuilt: Reply = Object.freeze(['DONE', 'REBUILD'] as const)
const rebuiltBytes = Buffer.from('8264444f4e456752454255494c44', 'hex')

function isRebuilt(body: Uint8Array): boolean {
  return body.length === rebuiltBytes.length && rebuiltBytes.equals(body)
}

// And nearly every request is for the pages of a package, all of it but the name always the same.
const packageRebuildStarts = {
  BOTH: Buffer.from('826752454255494c448264424f5448', 'hex'),
  PROJECT: Buffer.from('826752454255494c44826750524f4a454354', 'hex'),
} as const

/** How long a text may be to have its length in one byte of its own, in bytes. */
const longestShortText = 255

const shortTextByte = 0x78
/** Text up to this many bytes has its length in the first byte. */
const longestTinyText = 23
const tinyTextByte = 0x60

function encodePackageRebuild([, [part, name]]: PackageRebuild): Uint8Array | undefined {
  const start = packageRebuildStarts[part]
  const length = Buffer.byteLength(name)
  if (length > longestShortText) return undefined
  const head = start.length + (length > longestTinyText ? 2 : 1)
  const body = Buffer.allocUnsafe(head + length)
  body.set(start)
  if (length > longestTinyText) body[start.length] = shortTextByte
  body[head - 1] = length > longestTinyText ? length : tinyTextByte + length
  body.write(name, head)
  return body
}

function encodeMessage(message: Reply | Request): Uint8Array {
  // A message without data is its bare name.
  return encodeValue(message.length === 1 ? message[0] : message)
}

function decodeMessage<Message>(body: Uint8Array, check: (value: unknown) => Message): Message {
  const value = decodeValue(body)
  if (typeof value !== 'string' && !(Array.isArray(value) && value.length === 2)) {
    throw new ProtocolError(`Expected a message, which is text or a list of two, found ${display(value)}`)
  }

  try {
    return check(typeof value === 'string' ? [value] : value)
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error
    throw new ProtocolError(`${error.message}, in ${display(value)}`, {cause: error})
  }
}

function undecodable(fault: ProtocolFault, why: string, cause?: unknown): ProtocolError {
  return new ProtocolError(`Undecodable message: ${why}`, {cause, fault})
}

const tag = (number: number) => new Token(Type.tag, number)
const integer = (value: number) => new Token(value < 0 ? Type.negint : Type.uint, value)

const encodeOptions: EncodeOptions = {
  // In the order they were put in, as Python does.
  mapSorter: () => 0,
  typeEncoders: {
    Date: (date: Date) => [tag(dateTextTag), new Token(Type.string, formatTimestamp(date))],
    // Null leaves it to cborg.
    Object: (value: unknown) => (isTimeDelta(value) ? timeDeltaTokens(value) : null),
    symbol: (value: unknown) => (value === noData ? [tag(noDataTag), new Token(Type.null, null)] : null),
  },
}

function timeDeltaTokens({days, microseconds, seconds}: TimeDelta): Token[] {
  return [tag(timeDeltaTag), new Token(Type.array, 3), integer(days), integer(seconds), integer(microseconds)]
}

const decodeOptions: DecodeOptions = {
  allowBigInt: true,
  allowIndefinite: true,
  retainStringBytes: true,
  tags: {
    [dateNumberTag]: (content) => numberToTimestamp(content()),
    [dateTextTag]: (content) => textToTimestamp(content()),
    [noDataTag](content) {
      const value = content()
      if (value !== null) throw undecodable('cbor', `expected null as no data, found ${display(value)}`)
      return noData
    },
    [timeDeltaTag]: (content) => toTimeDelta(content()),
  },
}

function textToTimestamp(content: unknown): Timestamp {
  const timestamp = typeof content === 'string' ? parseTimestamp(content) : undefined
  return timestamp ?? refuseDatetime(content)
}

function numberToTimestamp(content: unknown): Timestamp {
  const isNumber = typeof content === 'number' || typeof content === 'bigint'
  return (isNumber ? timestampOfSeconds(Number(content)) : undefined) ?? refuseDatetime(content)
}

function refuseDatetime(content: unknown): never {
  throw undecodable('cbor', `expected a datetime of the years 1 to 9999, found ${display(content)}`)
}

function toTimeDelta(content: unknown): TimeDelta {
  if (Array.isArray(content) && content.length === 3) {
    const [days, seconds, microseconds] = content as unknown[]
    const delta = {days, microseconds, seconds}
    if (isTimeDelta(delta)) return delta
  }

  throw undecodable('timedelta', `expected [days, seconds, microseconds] in normal form, found ${display(content)}`)
}

const utf8 = new TextDecoder('utf8', {fatal: true, ignoreBOM: true})
const breakByte = 0xff
const indefiniteTextByte = 0x7f

interface Container {
  readonly indefinite: boolean
  readonly isMap: boolean
  /** Items seen so far. */
  seen: number
  /** Items to come in all, twice as many as entries in a map; Infinity when indefinite. */
  readonly total: number
}

/**
 * Reads what cborg by itself reads otherwise than Python: text that is not valid UTF-8 (an error), text that begins
 * with a byte order mark (kept), text of indefinite length (merged), a break in the midst of a map (an error), and deep
 * nesting (an error, wherever the stack may end).
 */
class BodyTokenizer extends Tokenizer {
  readonly #open: Container[] = []

  override next(): Token {
    const token = this.data[this._pos] === indefiniteTextByte ? this.#joinedText() : this.#read()
    this.#track(token)
    return token
  }

  #close(): void {
    for (let top = this.#open.at(-1); top && top.seen === top.total; top = this.#open.at(-1)) this.#open.pop()
  }

  #joinedText(): Token {
    this._pos++
    let text = ''
    while (this.data[this._pos] !== breakByte) {
      if (this.done()) throw undecodable('cbor', `text without an end: ${display(this.data)}`)
      const chunk = this.data[this._pos] === indefiniteTextByte ? undefined : this.#read()
      if (!chunk || !Type.equals(chunk.type, Type.string)) {
        throw undecodable('cbor', `text made of something else: ${display(this.data)}`)
      }

      text += chunk.value as string
    }

    this._pos++
    return new Token(Type.string, text)
  }

  #read(): Token {
    const token = super.next()
    if (Type.equals(token.type, Type.string) && token.byteValue) {
      try {
        token.value = utf8.decode(token.byteValue)
      } catch (error) {
        throw undecodable('utf8', `text that is not UTF-8: ${display(token.byteValue)}`, error)
      }
    }

    return token
  }

  #track(token: Token): void {
    const top = this.#open.at(-1)
    if (Type.equals(token.type, Type.break)) {
      if (!top?.indefinite || (top.isMap && top.seen % 2 === 1)) {
        throw undecodable('cbor', `a break out of place: ${display(this.data)}`)
      }

      this.#open.pop()
      this.#close()
      return
    }

    if (top) top.seen++
    const isMap = Type.equals(token.type, Type.map)
    if (token.type.terminal) return this.#close()
    const count = Type.equals(token.type, Type.tag) ? 1 : Number(token.value)
    this.#open.push({indefinite: count === Infinity, isMap, seen: 0, total: isMap ? count * 2 : count})
    if (this.#open.length > deepest) throw undecodable('nesting', `more than ${deepest} levels deep`)
    this.#close()
  }
}
