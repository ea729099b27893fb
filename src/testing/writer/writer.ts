import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import path from 'node:path'

import type {RebuildRequest} from '../../import-queue/messages.js'
import type {Behaviour} from '../behaviour.js'
import type {BufferedPages} from './buffer-file.js'

import {Counter} from '../counter.js'
import {pageTimes} from './page-times.js'
import {type Page, pagesOf} from './page.js'
import {WriteBehind} from './write-behind.js'

/** How long pages are written before other events are processed, in milliseconds. */
const TURN = 5

/** Changes of these make new page times. */
const SPEED = ['drift', 'scatter', 'seed', 'writingSpeed'] as const

/** Buffers and writes the pages of a master's process, in real time and to real files, if it has a writing speed. */
export class Writer {
  /** The pages written so far. */
  readonly written = new Counter()
  #behaviour: Behaviour
  #free: () => void = () => {}
  #idle: () => void = () => {}
  readonly #packages: () => Iterable<string>
  #pageTime: ((now: number) => number) | undefined
  #timer: NodeJS.Timeout | undefined
  #unwritten: ReadonlySet<string> = new Set()
  #writeBehind: undefined | WriteBehind

  /**
   * @param behaviour how it writes
   * @param packages all known packages, for a request for all of them
   */
  constructor(behaviour: Behaviour, packages: () => Iterable<string>) {
    this.#packages = packages
    this.#behaviour = behaviour
    this.#pageTime = pageTimeOf(behaviour)
    this.set(behaviour)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#writeBehind = undefined
    this.#free()
    this.#idle()
  }

  /**
   * Finishes the current flush, if any, and stops writing.
   *
   * @returns the rest of the buffer, oldest first; undefined without a buffer
   */
  async finish(): Promise<readonly BufferedPages[] | undefined> {
    this.#work()
    while (this.#writeBehind?.isIdle === false) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }

    const left = this.#writeBehind && [...this.#writeBehind.buffered()]
    this.close()
    return left
  }

  /**
   * Waits until the master takes requests: during a flush, or its own rewrite of the home page, it does not.
   *
   * @returns whether it had to wait
   */
  async free(): Promise<boolean> {
    if (!this.#writeBehind) return false
    this.#work()
    const {isBusy} = this.#writeBehind
    while (this.#writeBehind?.isBusy) {
      await new Promise<void>((resolve) => {
        this.#free = resolve
      })
    }

    return isBusy
  }

  /** A message was answered. */
  message(): void {
    this.#work()
    this.#writeBehind?.message(clock())
    this.#work()
  }

  /** A request was processed, which took `seconds`. */
  request([, [part, name = null]]: RebuildRequest, seconds: number): void {
    if (!this.#writeBehind) return
    const now = clock()
    if (part === 'HOME' || part === 'SEARCH') {
      this.#writeBehind.requestSite(now)
    } else {
      const names = name === null ? [...this.#packages()] : [name]
      const began = now - seconds
      // A request for all packages fills the buffer one by one.
      for (const [index, each] of names.entries()) {
        this.#writeBehind.request(part, each, began + (seconds * (index + 1)) / names.length)
      }
    }

    this.#work()
  }

  /** Restores another master's buffer, as if it had just been requested. */
  restore(buffer: readonly BufferedPages[]): void {
    for (const [part, name] of buffer) this.#writeBehind?.request(part, name, clock())
  }

  set(behaviour: Behaviour): void {
    this.#work()
    if (SPEED.some((name) => behaviour[name] !== this.#behaviour[name])) this.#pageTime = pageTimeOf(behaviour)
    this.#behaviour = behaviour
    const {hold, homeEvery, homeTime, othersPages, unwritten} = behaviour
    this.#unwritten = new Set(unwritten.flatMap((name) => pagesOf(['REBUILD', ['BOTH', name]])))
    const pageTime = this.#pageTime
    const writing = pageTime && {hold, homeEvery, homeTime, othersPages, pageTime}
    if (!writing) this.close()
    else if (this.#writeBehind) this.#writeBehind.set(writing, clock())
    else this.#writeBehind = new WriteBehind(writing, clock())
    this.#work()
  }

  /** Writes the pages of a request at once, whatever is buffered. */
  write(request: RebuildRequest): void {
    for (const page of pagesOf(request)) this.#write(page)
  }

  #replace(page: Page): void {
    const {output} = this.#behaviour
    if (output !== undefined) replacePage(output, page, `<!doctype html><title>${page}</title>${this.written.count}\n`)
  }

  /** Does what is due, and schedules itself for what is next. */
  #work(): void {
    clearTimeout(this.#timer)
    const writeBehind = this.#writeBehind
    if (!writeBehind || this.#behaviour.silent) return
    const began = clock()
    for (const {isRequested, page} of writeBehind.advance(began)) {
      if (!isRequested) this.#replace(page)
      else if (!this.#unwritten.has(page)) this.#write(page)
      if (clock() - began > TURN / 1000) break
    }

    if (!writeBehind.isBusy) this.#free()
    if (writeBehind.isIdle) this.#idle()
    const delay = Math.max(0, writeBehind.next - clock()) * 1000
    // Infinite when writing a page takes for ever.
    if (delay < Infinity) this.#timer = setTimeout(() => this.#work(), delay)
  }

  #write(page: Page): void {
    this.#replace(page)
    this.written.add()
  }
}

function pageTimeOf({drift, scatter, seed, writingSpeed: speed}: Behaviour): ((now: number) => number) | undefined {
  return speed === undefined ? undefined : pageTimes({drift, scatter, seed, speed})
}

function clock(): number {
  return performance.now() / 1000
}

/** Replaces a page in the output directory as the real master does: a new file is renamed over the old one. */
function replacePage(directory: string, page: Page, text: string): void {
  const file = path.join(directory, page)
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`)
  mkdirSync(path.dirname(file), {recursive: true})
  writeFileSync(draft, text)
  renameSync(draft, file)
}
