import {Token, Tokenizer, Type} from 'cborg'

import {display, ProtocolError, type ProtocolFault} from '../../import-queue/errors.js'

/** How many arrays, maps and tags may be nested; a message needs six. */
const DEEPEST = 900

const utf8 = new TextDecoder('utf8', {fatal: true, ignoreBOM: true})
const BREAK = 0xff
const INDEFINITE_TEXT = 0x7f

interface Container {
  readonly indefinite: boolean
  readonly isMap: boolean
  /** Items seen so far. */
  seen: number
  /** Number of items, two for each entry of a map; Infinity when indefinite. */
  readonly total: number
}

/**
 * Reads CBOR as Python does where cborg differs: invalid UTF-8 (an error), text that begins with a byte order mark (kept),
 * text of indefinite length (joined), a break within a map entry (an error), and deep nesting (an error, whatever the
 * size of the stack).
 */
export class BodyTokenizer extends Tokenizer {
  readonly #open: Container[] = []

  override next(): Token {
    const token = this.data[this._pos] === INDEFINITE_TEXT ? this.#joinedText() : this.#read()
    this.#track(token)
    return token
  }

  #close(): void {
    for (let top = this.#open.at(-1); top && top.seen === top.total; top = this.#open.at(-1)) this.#open.pop()
  }

  #joinedText(): Token {
    this._pos++
    let text = ''
    while (this.data[this._pos] !== BREAK) {
      if (this.done()) throw undecodable('cbor', `text without an end: ${display(this.data)}`)
      const chunk = this.data[this._pos] === INDEFINITE_TEXT ? undefined : this.#read()
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
        throw undecodable('invalid', `text that is not UTF-8: ${display(token.byteValue)}`, error)
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
    if (this.#open.length > DEEPEST) throw undecodable('invalid', `more than ${DEEPEST} levels deep`)
    this.#close()
  }
}

/** The error for a body that cannot be decoded. */
export function undecodable(fault: ProtocolFault, why: string, cause?: unknown): ProtocolError {
  return new ProtocolError(`Undecodable message: ${why}`, {cause, fault})
}
