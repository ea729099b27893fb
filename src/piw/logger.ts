import {reasonOf} from '../errors/system-error.js'
import {LogFile} from '../files/log-file.js'
import {escapeControls} from '../text/escape-controls.js'

const LEVELS = ['ERROR', 'WARNING', 'INFO'] as const

/** Level of a line, named as in Python's logging, which the suite's log files use. */
export type LogLevel = (typeof LEVELS)[number]

/** What is shown on the screen: `quiet`, errors; `normal`, warnings too; `verbose`, everything. */
export type Verbosity = 'normal' | 'quiet' | 'verbose'

const SHOWN: Readonly<Record<Verbosity, LogLevel>> = {normal: 'WARNING', quiet: 'ERROR', verbose: 'INFO'}

export interface LoggerOptions {
  /** The log file; none unless given. */
  readonly file?: string | undefined
  /** Whether standard output is reserved for JSON, so that results and notes are not shown; no unless given. */
  readonly json?: boolean
  /** Logger name in the log file, such as `piw.rebuild.project`. */
  readonly name: string
  /** Prints a line on standard output. */
  readonly print: (line: string) => void
  /** Shows a line on standard error. */
  readonly show: (line: string) => void
  readonly verbosity: Verbosity
}

/**
 * Writes messages to the screen, filtered by verbosity, and all of them to the log file, in the suite's format:
 * `time name LEVEL: message`.
 *
 * If the log file cannot be written, one warning is shown and logging stops; the command continues.
 */
export class Logger {
  #file: LogFile | undefined
  readonly #options: LoggerOptions

  constructor(options: LoggerOptions) {
    this.#options = options
    const {file} = options
    if (file === undefined) return
    this.#try(() => {
      this.#file = new LogFile(file)
    })
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** Reports an error with suggestions. */
  error(message: string, suggestions: readonly string[] = []): void {
    this.#write('ERROR', message)
    if (!this.#options.json) for (const suggestion of suggestions) this.#options.show(suggestion)
  }

  info(message: string): void {
    this.#write('INFO', message)
  }

  /** Writes to the log file only, at level INFO. */
  logged(message: string): void {
    this.record('INFO', message)
  }

  /** Shows a notice, unless `--quiet` is given. */
  note(message: string, details: readonly string[] = []): void {
    const {json = false, show, verbosity} = this.#options
    for (const line of [message, ...details]) {
      this.record('INFO', line)
      if (verbosity !== 'quiet' && !json) show(line)
    }
  }

  /** Writes to the log file only. */
  record(level: LogLevel, message: string): void {
    const file = this.#file
    if (!file) return
    const line = `${timestamp(new Date())} ${this.#options.name} ${level}: ${escapeControls(message, Number.POSITIVE_INFINITY)}\n`
    this.#try(() => file.write(line))
  }

  /** Prints the result on standard output; with `--quiet`, only a failed one, on standard error. */
  result(lines: readonly string[], {isFailure}: {readonly isFailure: boolean}): void {
    const {json = false, print, show, verbosity} = this.#options
    for (const line of lines) this.record('INFO', line)
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

/** Local time in the format of Python's logging: `2026-11-22 09:05:07,042`. */
function timestamp(time: Date): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const day = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
  const clock = [pad(time.getHours()), pad(time.getMinutes()), pad(time.getSeconds())].join(':')
  return `${day} ${clock},${pad(time.getMilliseconds(), 3)}`
}
