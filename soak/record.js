import {closeSync, existsSync, openSync, readSync} from 'node:fs'

const CHUNK = 1024 * 1024

/** Received by a master that died before the answer: it has to be asked for again. */
const KILLED = /"why":"killed after \d+ requests"/

/**
 * What the masters of a run have recorded, one after the other in one file. It is read piece by piece while it grows,
 * and only counts are kept.
 */
export class Record {
  /** How many packages were asked for and answered, however often. */
  asked = 0
  /** What does not belong there. */
  problems = []
  /** How many requests were received. */
  received = 0
  #file
  #position = 0
  #rest = ''
  #times

  /**
   * @param file which may not be there yet
   * @param packages how many there are: `pkg-0000001` and so on
   */
  constructor(file, packages) {
    this.#file = file
    this.#times = new Uint32Array(packages)
  }

  /** Packages that were never asked for, or never with an answer; the first few. */
  get missing() {
    const missing = []
    for (const [index, times] of this.#times.entries()) {
      if (times === 0 && missing.push(nameOf(index)) === 10) break
    }

    return missing
  }

  /** Reads what has come since the last time. */
  read() {
    if (!existsSync(this.#file)) return
    const descriptor = openSync(this.#file)
    const chunk = Buffer.alloc(CHUNK)
    try {
      for (;;) {
        const length = readSync(descriptor, chunk, 0, CHUNK, this.#position)
        if (length === 0) return
        this.#position += length
        // The record is ASCII: no character is cut in two.
        const lines = (this.#rest + chunk.toString('latin1', 0, length)).split('\n')
        this.#rest = lines.pop()
        for (const line of lines) this.#take(line)
      }
    } finally {
      closeSync(descriptor)
    }
  }

  #take(line) {
    this.received++
    if (KILLED.test(line)) return
    const index = indexIn(line)
    if (index === undefined || index >= this.#times.length) {
      if (this.problems.length < 10) this.problems.push(line)
      return
    }

    if (this.#times[index]++ === 0) this.asked++
  }
}

/** Which package a line of the record is of; undefined unless it was asked for as it should be, and queued. */
function indexIn(line) {
  try {
    const {answered, request} = JSON.parse(line)
    const [message, [part, name]] = request
    const isGood = message === 'REBUILD' && part === 'PROJECT' && answered.join(',') === 'DONE,REBUILD'
    const index = Number(/^pkg-(\d{7})$/.exec(name)?.[1]) - 1
    return isGood && index >= 0 ? index : undefined
  } catch {}
}

/** The name that the embedded database gives to a package. */
export function nameOf(index) {
  return `pkg-${String(index + 1).padStart(7, '0')}`
}
