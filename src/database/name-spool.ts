import {Overflow} from '../files/overflow.js'

/** The number of names per batch: some 10 kB. */
const BATCH = 500

/**
 * Names in a private temporary file: a million take 20 MB there and next to nothing in memory. Names stay in memory if
 * the file cannot be written.
 */
export class NameSpool {
  /** The number of names. */
  count = 0
  readonly #batches: (Buffer | {readonly bytes: number; readonly position: number})[] = []
  #names: (null | string)[] = []
  readonly #overflow = new Overflow()

  add(name: null | string): void {
    this.count++
    this.#names.push(name)
    if (this.#names.length === BATCH) this.flush()
  }

  close(): void {
    this.#batches.length = 0
    this.#overflow.close()
  }

  /** Stores the last names. */
  flush(): void {
    if (this.#names.length === 0) return
    const text = Buffer.from(JSON.stringify(this.#names))
    const position = this.#overflow.write(text)
    this.#batches.push(position === undefined ? text : {bytes: text.length, position})
    this.#names = []
  }

  /** All names in batches, in the order in which they were added. */
  *[Symbol.iterator](): Generator<readonly (null | string)[], void, undefined> {
    for (const batch of this.#batches) {
      const text = Buffer.isBuffer(batch) ? batch : this.#overflow.read(batch.position, batch.bytes)
      yield JSON.parse(String(text)) as (null | string)[]
    }
  }
}
