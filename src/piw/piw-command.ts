import {Command} from '@oclif/core/command'

import type {PiwConfig} from '../config/setting.js'
import type {ImportQueue} from '../import-queue/import-queue.js'
import type {PiwContext} from './context.js'

import {exitCodeOf, type InterruptedError} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {PIW_CONFIG, PIW_IMPORT_QUEUE, type PiwFlags} from '../hooks/events.js'
import {runPiwHook} from '../hooks/run-hook.js'
import {escapeControls, escapeControlsInJson} from '../text/escape-controls.js'
import {piwFlags} from './flags.js'
import {Logger, type Verbosity} from './logger.js'
import {outlastOutput} from './output-error.js'
import {plainMessage} from './parser-message.js'
import {Signals} from './signals.js'

/** What oclif's handler looks at in an error that reaches it. */
type Thrown = Error & {oclif?: {exit?: number}; skipOclifErrorHandling?: boolean; suggestions?: readonly string[]}

/**
 * The base of every piw command: the suite's flags, its configuration, its log and a connection to the import queue.
 *
 * A command calls `await this.parse(ItsClass)` first; from then on {@link piwConfig}, {@link logger}, {@link confirm}
 * and {@link openImportQueue} are there. Its type parameter is what `run` returns, which `--json` prints. What it throws
 * is shown with its ways out, and decides the exit code.
 *
 * Ctrl-C or SIGTERM ends it in good order, see {@link stop}; a second one ends the process at once.
 */
export abstract class PiwCommand<Result = unknown> extends Command {
  static override baseFlags = piwFlags
  static override enableJsonFlag = true
  protected override parse: Command['parse'] = async (options, argv) => {
    refuseValues({json: {type: 'boolean'}, ...this.ctor.baseFlags, ...this.ctor.flags}, argv ?? this.argv)
    const output = await super.parse(options, argv)
    const flags = output.flags as PiwFlags
    this.#piwConfig = await runPiwHook(this.config, PIW_CONFIG, {flags})
    this.#configuration = flags.configuration
    this.#logger = new Logger({
      file: this.#piwConfig['log-file'].value,
      json: this.jsonEnabled(),
      name: [this.config.bin, ...(this.id ?? '').split(':')].join('.'),
      print: (line) => process.stdout.write(`${escapeControls(line, Number.POSITIVE_INFINITY)}\n`),
      show: (line) => process.stderr.write(`${escapeControls(line, Number.POSITIVE_INFINITY)}\n`),
      verbosity: verbosityOf(this.#piwConfig),
    })
    return output
  }
  #configuration: string | undefined
  #logger: Logger | undefined
  #piwConfig: PiwConfig | undefined
  #queues: readonly ImportQueue[] = []
  readonly #signals = new Signals()
  /** Those of {@link openImportQueue}, which {@link stop} closes. */
  #stoppable: readonly ImportQueue[] = []

  /** The file of `--configuration`, where one was given. */
  protected get configuration(): string | undefined {
    return this.#configuration
  }

  /** What a command hands to what it calls, which cannot reach its protected members. */
  protected get context(): PiwContext {
    return {
      bin: this.config.bin,
      configuration: this.configuration,
      connect: (signal) => this.#open(signal),
      dataDir: this.config.dataDir,
      errorJson: (error) => this.toErrorJson(error) as object,
      json: this.jsonEnabled(),
      logger: this.logger,
      piwConfig: this.piwConfig,
      signal: this.stopSignal,
      stopReason: () => this.stopReason,
    }
  }

  /** Tells the user and the log file what happens. */
  protected get logger(): Logger {
    return parsed(this.#logger)
  }

  /** Every setting, with where it comes from. */
  protected get piwConfig(): PiwConfig {
    return parsed(this.#piwConfig)
  }

  /** What stopped the command, if anything did. */
  protected get stopReason(): InterruptedError | undefined {
    return this.#signals.reason
  }

  /** Aborted with an {@link InterruptedError} when the user stops the command. */
  protected get stopSignal(): AbortSignal {
    return this.#signals.signal
  }

  /** Shows the error with its ways out, and ends with the exit code that it stands for. */
  protected override async catch(thrown: Thrown): Promise<void> {
    // What heeds the signal may fail with an error of its own for it, as the timers and streams of Node.js do.
    const error: Thrown = thrown.name === 'AbortError' ? (this.stopReason ?? thrown) : thrown
    const exit = exitCodeOf(error)
    process.exitCode = exit
    // With 0 it is no error, but how oclif ends once it has shown the help.
    if (exit !== 0) {
      this.#logger?.record('ERROR', plainMessage(error.message))
      if (this.jsonEnabled()) {
        this.logJson(this.toErrorJson(error))
        return
      }

      if (!('code' in error && error.code === 'EEXIT')) process.stderr.write(rendered(error))
    }

    // oclif's own rendering breaks lines in the midst of paths and addresses, where they can no longer be copied.
    throw Object.assign(error, {oclif: {...error.oclif, exit}, skipOclifErrorHandling: true})
  }

  /**
   * Asks whether to go on, unless the flag `--yes`, which is up to the command to have, or the configuration says so.
   * The default is no.
   *
   * @param question what goes on, and what it means: one sentence or more, and a question mark
   * @throws {DeclinedError} when the answer is no, Ctrl-C or the end of input
   * @throws {PiwError} that names `--yes`, when there is no terminal to prompt at, and with `--json`
   * @throws {InterruptedError} when the command is stopped meanwhile
   */
  protected async confirm(question: string): Promise<void> {
    if (this.piwConfig.yes.value) return
    const {confirm, requireTerminal} = await import('./confirm.js')
    requireTerminal({json: this.jsonEnabled()})
    await confirm(shown(question), this.stopSignal)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#signals.dispose()
    for (const queue of this.#queues) queue.close()
    this.#logger?.close()
    await super.finally(error)
  }

  protected override async init(): Promise<void> {
    await super.init()
    this.stopSignal.addEventListener('abort', () => this.stop(this.stopSignal.reason as InterruptedError))
    outlastOutput()
  }

  /** Prints JSON in which a terminal finds nothing to act on. */
  override logJson(json: unknown): void {
    process.stdout.write(`${escapeControlsInJson(JSON.stringify(json, null, 2))}\n`)
  }

  /**
   * Opens a new connection to the import queue. It is closed when the command ends, however it ends.
   *
   * @param signal gives up connecting; the command's own {@link stopSignal} unless given
   * @throws what {@link ImportQueue.open} throws
   */
  protected async openImportQueue(signal: AbortSignal = this.stopSignal): Promise<ImportQueue> {
    const queue = await this.#open(signal)
    this.#stoppable = [...this.#stoppable.filter(({closed}) => !closed), queue]
    return queue
  }

  /**
   * Waits for something that cannot be stopped itself, unless the user stops the command first.
   *
   * @throws {InterruptedError} when the user does
   */
  protected async orStopped<T>(work: Promise<T>): Promise<T> {
    return this.#signals.race(work)
  }

  abstract override run(): Promise<Result>

  /**
   * Tells the user, on standard output, and the log file what came of it; not with `--quiet`, nor with `--json`, which
   * prints what `run` returns. The text may hold what came from outside.
   */
  protected say(message: string): void {
    this.logger.record('INFO', message)
    if (!this.piwConfig.quiet.value) this.log(shown(message))
  }

  /**
   * Called by the first Ctrl-C or SIGTERM. It closes the connections, so that whatever waits for an answer fails with
   * the reason; what else takes long heeds {@link stopSignal} or is wrapped in {@link orStopped}. A command that settles
   * what is in flight overrides this, and heeds the signal in all that it does.
   */
  protected stop(reason: InterruptedError): void {
    const open = this.#stoppable.filter(({closed}) => !closed)
    if (open.some(({busy}) => busy)) {
      this.logger.warn('The master may still carry out requests that it had not answered.')
    }

    for (const queue of open) queue.close(reason)
  }

  protected override toErrorJson(error: Thrown): unknown {
    return {
      error: {exit: exitCodeOf(error), message: plainMessage(error.message), suggestions: error.suggestions ?? []},
    }
  }

  async #open(signal: AbortSignal): Promise<ImportQueue> {
    const queue = await runPiwHook(this.config, PIW_IMPORT_QUEUE, {piwConfig: this.piwConfig, signal})
    this.#queues = [...this.#queues.filter(({closed}) => !closed), queue]
    return queue
  }
}

function parsed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Call `await this.parse(…)` first: it reads the configuration.')
  return value
}

/**
 * Refuses a value for a flag that takes none: oclif would take it for an argument, such as the `true` of `--yes=true`
 * for a package.
 *
 * @throws {PiwError} of kind `usage`
 */
function refuseValues(flags: Readonly<Record<string, {readonly type: string}>>, argv: readonly string[]): void {
  for (const argument of argv) {
    if (argument === '--') return
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(argument) ?? []
    if (flags[name]?.type !== 'boolean') continue
    throw new PiwError(`--${name} takes no value, but was given "${escapeControls(value, 60)}".`, {
      kind: 'usage',
      suggestions: [`Use --${name} without a value, or omit it.`],
    })
  }
}

function rendered(error: Thrown): string {
  if (process.env.DEBUG && error.stack) return `${shown(error.stack)}\n`
  // A message of oclif's own shows arguments as they are.
  return [`Error: ${plainMessage(error.message)}`, ...(error.suggestions ?? [])]
    .map((text) => `${shown(text)}\n`)
    .join('')
}

/** Text of any length, made fit to be shown line by line. */
function shown(text: string): string {
  return text.replaceAll(/[^\n]+/g, (line) => escapeControls(line, Number.POSITIVE_INFINITY))
}

function verbosityOf(config: PiwConfig): Verbosity {
  if (config.quiet.value) return 'quiet'
  return config.verbose.value ? 'verbose' : 'normal'
}
