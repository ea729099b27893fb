import {Command} from '@oclif/core/command'

import type {PiwConfig} from '../config/setting.js'
import type {ImportQueue} from '../import-queue/import-queue.js'
import type {PiwContext} from './context.js'

import {exitCodeOf, type InterruptedError} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {PIW_CONFIG, PIW_IMPORT_QUEUE, type PiwFlags} from '../hooks/events.js'
import {runPiwHook} from '../hooks/run-hook.js'
import {escapeControls, escapeControlsInJson} from '../text/escape-controls.js'
import {dataDirOf} from './data-dir.js'
import {piwFlags} from './flags.js'
import {Logger, type Verbosity} from './logger.js'
import {outlastOutput, writeResult} from './output-error.js'
import {plainMessage} from './parser-message.js'
import {refuseValues} from './refuse-values.js'
import {Signals} from './signals.js'
import {asError, rendered, shown, type Thrown} from './thrown.js'

/**
 * The base of every piw command: the suite's flags, configuration, log and import queue connection.
 *
 * A command first calls `await this.parse(ItsClass)`, which enables {@link piwConfig}, {@link logger}, {@link confirm}
 * and {@link openImportQueue}. The type parameter is the result of `run`, printed by `--json`. A thrown error is shown
 * with its suggestions and determines the exit code.
 *
 * Ctrl-C, SIGTERM or SIGHUP stops the command cleanly, see {@link stop}; a second Ctrl-C or SIGTERM ends the process at
 * once.
 */
export abstract class PiwCommand<Result = unknown> extends Command {
  static override baseFlags = piwFlags
  static override enableJsonFlag = true
  protected override parse: Command['parse'] = async (options, argv) => {
    refuseValues({json: {type: 'boolean'}, ...this.ctor.baseFlags, ...this.ctor.flags}, argv ?? this.argv)
    const output = await super.parse(options, argv)
    const flags = output.flags as PiwFlags
    // A file may be a pipe that is still to be written.
    this.#piwConfig = await this.orStopped(runPiwHook(this.config, PIW_CONFIG, {flags}))
    this.#configuration = flags.configuration
    this.#logger = new Logger({
      file: this.#piwConfig['log-file'].value,
      json: this.jsonEnabled(),
      name: [this.config.bin, ...(this.id ?? '').split(':')].join('.'),
      print: (line) => writeResult(`${escapeControls(line, Number.POSITIVE_INFINITY)}\n`),
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
  /** Connections of {@link openImportQueue}, closed by {@link stop}. */
  #stoppable: readonly ImportQueue[] = []

  /** The file of `--configuration`, where one was given. */
  protected get configuration(): string | undefined {
    return this.#configuration
  }

  /** Gives called code access to the command's protected members. */
  protected get context(): PiwContext {
    return {
      bin: this.config.bin,
      configuration: this.configuration,
      connect: (signal) => this.#open(signal),
      dataDir: dataDirOf(this.config),
      errorJson: (error) => this.toErrorJson(error) as object,
      json: this.jsonEnabled(),
      logger: this.logger,
      piwConfig: this.piwConfig,
      signal: this.stopSignal,
      stopReason: () => this.stopReason,
    }
  }

  /** Writes messages to the screen and the log file. */
  protected get logger(): Logger {
    return parsed(this.#logger)
  }

  /** Every setting with its source. */
  protected get piwConfig(): PiwConfig {
    return parsed(this.#piwConfig)
  }

  /** The reason if the user stopped the command. */
  protected get stopReason(): InterruptedError | undefined {
    return this.#signals.reason
  }

  /** Aborted with an {@link InterruptedError} when the user stops the command. */
  protected get stopSignal(): AbortSignal {
    return this.#signals.signal
  }

  /** Prints results that oclif takes for none, such as 0 or an empty text; with --json alone, undefined is none. */
  protected override async _run<T>(): Promise<T> {
    const result = await super._run<T>()
    if (!result && result !== undefined && this.jsonEnabled()) this.logJson(this.toSuccessJson(result))
    return result
  }

  /** Shows the error with its suggestions and sets its exit code. */
  protected override async catch(thrown: unknown): Promise<void> {
    const given = asError(thrown)
    // Timers and streams of Node.js fail with their own AbortError when the signal is aborted.
    const error: Thrown = given.name === 'AbortError' ? (this.stopReason ?? given) : given
    const exit = exitCodeOf(error)
    process.exitCode = exit
    // Exit code 0 is not an error: oclif throws it after showing help.
    if (exit !== 0) {
      this.#logger?.record('ERROR', plainMessage(error.message))
      if (this.jsonEnabled()) {
        this.logJson(this.toErrorJson(error))
        return
      }

      if (!('code' in error && error.code === 'EEXIT')) process.stderr.write(rendered(error))
    }

    // oclif's own rendering would break lines within paths and addresses, which could then not be copied.
    throw Object.assign(error, {oclif: {...error.oclif, exit}, skipOclifErrorHandling: true})
  }

  /**
   * Asks for confirmation, unless `yes` is set by the configuration or by a flag `--yes`, which the command must define.
   * The default is no.
   *
   * @param question the action and its consequences, ending in a question mark
   * @throws {DeclinedError} when the answer is no, Ctrl-C or the end of input
   * @throws {PiwError} that names `--yes`, when there is no terminal to prompt at, and with `--json`
   * @throws {InterruptedError} when the command is stopped before the answer
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

  /** Prints JSON with control characters escaped; an error, if the value has no JSON. */
  override logJson(json: unknown): void {
    let text: string | undefined
    try {
      text = JSON.stringify(json, null, 2)
    } catch (error) {
      const problem = new PiwError(`The result cannot be printed as JSON: ${asError(error).message}`, {cause: error})
      process.exitCode = exitCodeOf(problem)
      text = JSON.stringify(this.toErrorJson(problem), null, 2)
    }

    writeResult(`${escapeControlsInJson(text ?? 'null')}\n`)
  }

  /**
   * Opens a new connection to the import queue. It is closed when the command ends, also after an error.
   *
   * @param signal cancels connecting; the command's own {@link stopSignal} unless given
   * @throws the errors of {@link ImportQueue.open}
   */
  protected async openImportQueue(signal: AbortSignal = this.stopSignal): Promise<ImportQueue> {
    const queue = await this.#open(signal)
    this.#stoppable = [...this.#stoppable.filter(({closed}) => !closed), queue]
    return queue
  }

  /**
   * Waits for work that cannot be cancelled, until the user stops the command.
   *
   * @throws {InterruptedError} when the user stops the command first
   */
  protected async orStopped<T>(work: Promise<T>): Promise<T> {
    return this.#signals.race(work)
  }

  abstract override run(): Promise<Result>

  /**
   * Prints the result on standard output and writes it to the log file. Prints nothing with `--quiet` or with `--json`,
   * which prints the result of `run`. Control characters in the text are escaped.
   */
  protected say(message: string): void {
    this.logger.record('INFO', message)
    if (!this.piwConfig.quiet.value) this.log(shown(message))
  }

  /**
   * Called by the first Ctrl-C, SIGTERM or SIGHUP. Closes the connections, so that pending requests fail with the
   * reason. Other long-running work observes {@link stopSignal} or is wrapped in {@link orStopped}. A command that
   * settles outstanding requests overrides this method and observes the signal itself.
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
  if (value === undefined) throw new Error('Call `await this.parse(…)` first to read the configuration.')
  return value
}

function verbosityOf(config: PiwConfig): Verbosity {
  if (config.quiet.value) return 'quiet'
  return config.verbose.value ? 'verbose' : 'normal'
}
