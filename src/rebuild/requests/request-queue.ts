import type {RebuildRequest} from '../../import-queue/messages.js'

import {Overflow} from '../../files/overflow.js'

/** How many requests are kept as one block at most, and from how many seconds at most. */
const BLOCK = {requests: 256, seconds: 1} as const

/** How much of it is kept in memory, in bytes: some 70,000 requests. What is more goes to a file. */
const MEMORY = 1024 * 1024

/** Requests that follow each other. */
export interface Block {
  /** The other time at which the last of them was put in. */
  alive: number
  /** When the first of them was put in. */
  readonly first: number
  /** When the last of them was put in. */
  last: number
  /** How many pages they are for; `Infinity` where one of them is for all packages. */
  pages: number
}

interface StoredBlock extends Block {
  readonly bytes: number
  /** The text in memory, or its place in the file. */
  readonly text: Buffer | number
}

interface OpenBlock extends Block {
  readonly lines: string[]
}

/** A request, and when it was put in. */
export interface Timed {
  readonly request: RebuildRequest
  readonly time: number
}

/**
 * Requests, first in, first out, however many there are: a package takes little more than its name, and beyond a
 * megabyte they are kept in a file. When each was put in is known to the second.
 */
export class RequestQueue {
  #blocks: StoredBlock[] = []
  #inMemory = 0
  #length = 0
  #open: OpenBlock | undefined
  readonly #overflow = new Overflow()
  /** The oldest requests, the next one last. */
  #reading: Timed[] = []

  /** How many requests there are. */
  get length(): number {
    return this.#length
  }

  /** The oldest ones; undefined when there are none. */
  get oldest(): Block | undefined {
    return this.#blocks[0] ?? this.#open
  }

  /** Forgets all. */
  close(): void {
    this.#blocks = []
    this.#inMemory = 0
    this.#length = 0
    this.#open = undefined
    this.#reading = []
    this.#overflow.close()
  }

  /** Takes the {@link oldest} ones out. */
  dropOldest(): void {
    this.#length -= this.#takeBlock().length
  }

  /**
   * Puts one in.
   *
   * @param request what is put in
   * @param time when, in seconds by any clock that only goes forward; 0 unless given
   * @param alive the same by another clock
   */
  push(request: RebuildRequest, time = 0, alive = 0): void {
    const open = this.#open
    if (open && (open.lines.length >= BLOCK.requests || time - open.first > BLOCK.seconds)) this.#store(open)
    this.#open ??= {alive, first: time, last: time, lines: [], pages: 0}
    this.#open.alive = alive
    this.#open.last = time
    this.#open.lines.push(encode(request))
    this.#open.pages += pagesOf(request)
    this.#length++
  }

  /** Takes the oldest one out; undefined when there is none. */
  shift(): Timed | undefined {
    if (this.#reading.length === 0 && this.#length > 0) {
      // It is not known to be older than the last one of its block.
      const time = this.oldest?.last ?? 0
      this.#reading = this.#takeBlock()
        .map((line) => ({request: decode(line), time}))
        .reverse()
    }

    const next = this.#reading.pop()
    if (next) this.#length--
    return next
  }

  #store(open: OpenBlock): void {
    const {alive, first, last, lines, pages} = open
    const text = Buffer.from(lines.join('\n'))
    const position = this.#inMemory + text.length > MEMORY ? this.#overflow.write(text) : undefined
    // Where the file cannot be written, memory has to do.
    if (position === undefined) this.#inMemory += text.length
    this.#blocks.push({alive, bytes: text.length, first, last, pages, text: position ?? text})
    this.#open = undefined
  }

  /** Takes out the lines of the oldest block. */
  #takeBlock(): string[] {
    const stored = this.#blocks.shift()
    if (!stored) {
      const lines = this.#open?.lines ?? []
      this.#open = undefined
      return lines
    }

    const {bytes, text} = stored
    const isInMemory = typeof text !== 'number'
    if (isInMemory) this.#inMemory -= bytes
    const lines = String(isInMemory ? text : this.#overflow.read(text, bytes)).split('\n')
    // The file only grows; without blocks there is nothing left in it.
    if (this.#blocks.length === 0) this.#overflow.close()
    return lines
  }
}

/** The first letter tells the part; no name has a line break. */
function encode([, [part, name = null]]: RebuildRequest): string {
  return `${part[0]}${name ?? ''}`
}

function decode(line: string): RebuildRequest {
  const name = line.slice(1) || null
  switch (line[0]) {
    case 'B': {
      return ['REBUILD', ['BOTH', name]]
    }

    case 'H': {
      return ['REBUILD', ['HOME']]
    }

    case 'P': {
      return ['REBUILD', ['PROJECT', name]]
    }

    default: {
      return ['REBUILD', ['SEARCH']]
    }
  }
}

/** How many pages a request is for. */
function pagesOf([, [part, name]]: RebuildRequest): number {
  if (name === null) return Infinity
  return part === 'BOTH' ? 2 : 1
}
