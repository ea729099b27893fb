import {closeSync, writeSync} from 'node:fs'

import {reasonOf} from '../errors/system-error.js'
import {appendPrivate} from '../files/private-file.js'
import {escapeControls} from '../text/escape-controls.js'

const LEVELS = ['ERROR', 'WARNING', 'INFO'] as const

/** How much a line matters, in the names of Python's logging, which the suite's log files use. */
export type LogLevel = (typeof LEVELS)[number]

/** What is shown to the user as it happens: nothing but errors, warnings too, or everything. */
export type Verbosity = 'normal' | 'quiet' | 'verbose'

const SHOWN: Readonly<Record<Verbosity, LogLevel>> = {normal: 'WARNING', quiet: 'ERROR', verbose: 'INFO'}

export interface LoggerOptions {
  /** The file that takes every line; none unless given. */
  readonly file?: string | undefined
  /** Whether standard output is for JSON alone: results and notes are not shown then; no unless given. */
  readonly json?: boolean
  /** The name in the file's lines, such as `piw.rebuild.project`. */
  readonly name: string
  /** Prints a line on standard output. */
  readonly print: (line: string) => void
  /** Shows a line on standard error. */
  readonly show: (line: string) => void
  readonly verbosity: Verbosity
}

/**
 * Tells the user what happens, as far as the verbosity goes, and the log file all of it, a line an event in the suite's
 * form: `time name LEVEL: message`.
 *
 * A log file that cannot be written is said once and then done without: it must not stop what it only reports.
 */
export class Logger {
  #descriptor: number | undefined
  readonly #options: LoggerOptions

  constructor(options: LoggerOptions) {
    this.#options = options
    const {file} = options
    if (file === undefined) return
    this.#try(() => {
      this.#descriptor = appendPrivate(file)
    })
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  /** Something failed, and these are the ways out. */
  error(message: string, suggestions: readonly string[] = []): void {
    this.#write('ERROR', message)
    if (!this.#options.json) for (const suggestion of suggestions) this.#options.show(suggestion)
  }

  info(message: string): void {
    this.#write('INFO', message)
  }

  /** For the log file only. */
  logged(message: string): void {
    this.record('INFO', message)
  }

  /** Tells the user what he should know, unless only errors are wanted. */
  note(message: string, details: readonly string[] = []): void {
    const {json = false, show, verbosity} = this.#options
    this.record('INFO', [message, ...details].join('\n'))
    if (verbosity === 'quiet' || json) return
    for (const line of [message, ...details]) show(line)
  }

  /** To the file only: what the user is shown in another way. */
  record(level: LogLevel, message: string): void {
    const descriptor = this.#descriptor
    if (descriptor === undefined) return
    const line = `${timestamp(new Date())} ${this.#options.name} ${level}: ${escapeControls(message, Number.POSITIVE_INFINITY)}\n`
    this.#try(() => writeSync(descriptor, line))
  }

  /** What came of the command, on standard output; with `--quiet` only of one that failed, on standard error. */
  result(lines: readonly string[], {isFailure}: {readonly isFailure: boolean}): void {
    const {json = false, print, show, verbosity} = this.#options
    this.record('INFO', lines[0] ?? '')
    if (json || (verbosity === 'quiet' && !isFailure)) return
    for (const line of lines) (verbosity === 'quiet' ? show : print)(line)
  }

  warn(message: string): void {
    this.#write('WARNING', message)
  }

  #try(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.close()
      this.#options.show(
        `Warning: no longer logging to ${escapeControls(this.#options.file ?? '')}: ${reasonOf(error)}`,
      )
    }
  }

  #write(level: LogLevel, message: string): void {
    this.record(level, message)
    if (LEVELS.indexOf(level) <= LEVELS.indexOf(SHOWN[this.#options.verbosity])) {
      this.#options.show(level === 'INFO' ? message : `${level === 'ERROR' ? 'Error' : 'Warning'}: ${message}`)
    }
  }
}

/** Local time as Python's logging writes it: `2026-11-22 09:05:07,042`. */
function timestamp(time: Date): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const day = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
  const clock = [pad(time.getHours()), pad(time.getMinutes()), pad(time.getSeconds())].join(':')
  return `${day} ${clock},${pad(time.getMilliseconds(), 3)}`
}
