import type {RebuildRequest} from '../../import-queue/messages.js'

import {Overflow} from '../../files/overflow.js'

/** Limits of one block: number of requests, and time span in seconds. */
const BLOCK = {requests: 256, seconds: 1} as const

/** Maximum memory use, in bytes: about 70,000 requests. More requests go to a file. */
const MEMORY = 1024 * 1024

/** Consecutive requests. */
export interface Block {
  /** When the last request was added, by the other clock. */
  alive: number
  /** When the first request was added. */
  readonly first: number
  /** When the last request was added. */
  last: number
  /** Number of pages; `Infinity` if a request is for all packages. */
  pages: number
}

interface StoredBlock extends Block {
  readonly bytes: number
  /** The text in memory, or its position in the file. */
  readonly text: Buffer | number
}

interface OpenBlock extends Block {
  readonly lines: string[]
}

/** A request and when it was added. */
export interface Timed {
  readonly request: RebuildRequest
  readonly time: number
}

/**
 * A FIFO queue of any number of requests: each takes little more than the package name, and beyond one megabyte requests
 * go to a file. The time of each request is kept to the second.
 */
export class RequestQueue {
  #blocks: StoredBlock[] = []
  #inMemory = 0
  #length = 0
  #open: OpenBlock | undefined
  readonly #overflow = new Overflow()
  /** The oldest requests in reverse order. */
  #reading: Timed[] = []

  /** Number of requests. */
  get length(): number {
    return this.#length
  }

  /** The oldest block; undefined if the queue is empty. */
  get oldest(): Block | undefined {
    return this.#blocks[0] ?? this.#open
  }

  /** Removes all requests. */
  close(): void {
    this.#blocks = []
    this.#inMemory = 0
    this.#length = 0
    this.#open = undefined
    this.#reading = []
    this.#overflow.close()
  }

  /** Removes the {@link oldest} block. */
  dropOldest(): void {
    this.#length -= this.#takeBlock().length
  }

  /**
   * Adds a request.
   *
   * @param request the request
   * @param time its time, in seconds by any monotonic clock; 0 unless given
   * @param alive its time by another clock
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

  /** Removes and returns the oldest request; undefined if the queue is empty. */
  shift(): Timed | undefined {
    if (this.#reading.length === 0 && this.#length > 0) {
      // Only the time of the block's last request is certain.
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
    // If the file cannot be written, the text stays in memory.
    if (position === undefined) this.#inMemory += text.length
    this.#blocks.push({alive, bytes: text.length, first, last, pages, text: position ?? text})
    this.#open = undefined
  }

  /** Removes the oldest block and returns its lines. */
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

/** The first letter encodes the part; names contain no line breaks. */
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

/** Number of pages of a request. */
function pagesOf([, [part, name]]: RebuildRequest): number {
  if (name === null) return Infinity
  return part === 'BOTH' ? 2 : 1
}
