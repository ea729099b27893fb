import type {RebuildRequest} from '../import-queue/messages.js'
import type {Behaviour} from './behaviour.js'

import {replacePage} from './output.js'
import {type Page, pagesOf} from './page.js'
import {WriteBehind, type Writing} from './write-behind.js'

/** How long pages are written at a stretch before other events get their turn, in milliseconds. */
const TURN = 5

/** Buffers and writes the pages of a master's process, in real time and to real files; only where a speed was given. */
export class Writer {
  #behaviour: Behaviour
  #free: () => void = () => {}
  readonly #packages: () => Iterable<string>
  #timer: NodeJS.Timeout | undefined
  #unwritten: ReadonlySet<string> = new Set()
  #watchers: {readonly count: number; readonly reached: () => void}[] = []
  #writeBehind: undefined | WriteBehind
  #written = 0

  /**
   * @param behaviour how it writes
   * @param packages all that are known, for a request that stands for all of them
   */
  constructor(behaviour: Behaviour, packages: () => Iterable<string>) {
    this.#packages = packages
    this.#behaviour = behaviour
    this.set(behaviour)
  }

  /** How many pages were written. */
  get written(): number {
    return this.#written
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#writeBehind = undefined
    this.#free()
  }

  /**
   * Waits until no flush is under way.
   *
   * @returns whether there was one
   */
  async free(): Promise<boolean> {
    if (!this.#writeBehind) return false
    this.#work()
    const {isFlushing} = this.#writeBehind
    while (this.#writeBehind?.isFlushing) {
      await new Promise<void>((resolve) => {
        this.#free = resolve
      })
    }

    return isFlushing
  }

  /** A request was taken that took so many seconds. */
  request([, [part, name = null]]: RebuildRequest, seconds: number): void {
    if (!this.#writeBehind) return
    const now = clock()
    if (part === 'HOME' || part === 'SEARCH') {
      this.#writeBehind.requestSite(now)
    } else {
      const names = name === null ? [...this.#packages()] : [name]
      const began = now - seconds
      // Those of all packages were handed to the buffer one by one.
      for (const [index, each] of names.entries()) {
        this.#writeBehind.request(part, each, began + (seconds * (index + 1)) / names.length)
      }
    }

    this.#work()
  }

  set(behaviour: Behaviour): void {
    this.#work()
    const {hold, unwritten, writingSpeed} = behaviour
    this.#behaviour = behaviour
    this.#unwritten = new Set(unwritten.flatMap((name) => pagesOf(['REBUILD', ['BOTH', name]])))
    const writing: undefined | Writing = writingSpeed === undefined ? undefined : {hold, speed: writingSpeed}
    if (!writing) this.close()
    else if (this.#writeBehind) this.#writeBehind.set(writing, clock())
    else this.#writeBehind = new WriteBehind(writing, clock())
    this.#work()
  }

  async until(count: number): Promise<void> {
    if (this.#written >= count) return
    await new Promise<void>((reached) => {
      this.#watchers.push({count, reached})
    })
  }

  /** Writes what a request asks for at once, whatever the buffer holds. */
  write(request: RebuildRequest): void {
    for (const page of pagesOf(request)) this.#replace(page)
  }

  #replace(page: Page): void {
    const {output} = this.#behaviour
    if (output !== undefined) replacePage(output, page, `<!doctype html><title>${page}</title>${this.#written}\n`)
    this.#written++
    for (const {count, reached} of this.#watchers) if (count <= this.#written) reached()
    this.#watchers = this.#watchers.filter(({count}) => count > this.#written)
  }

  /** Does what is due, and comes back when there is more. */
  #work(): void {
    clearTimeout(this.#timer)
    const writeBehind = this.#writeBehind
    if (!writeBehind) return
    const began = clock()
    for (const {page} of writeBehind.advance(began)) {
      if (!this.#unwritten.has(page)) this.#replace(page)
      if (clock() - began > TURN / 1000) break
    }

    if (!writeBehind.isFlushing) this.#free()
    const delay = Math.max(0, writeBehind.next - clock()) * 1000
    // With a writer that is stuck there is nothing to come back for.
    if (delay < Infinity) this.#timer = setTimeout(() => this.#work(), delay)
  }
}

function clock(): number {
  return performance.now() / 1000
}
