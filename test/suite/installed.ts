import {onTestFinished} from 'vitest'

import type {Stage} from '../commands/stage.js'
import type {Host} from './make-host.js'

import {type PiwOptions, type PiwProcess, type PiwResult, startPiw} from '../support/piw.js'
import {Terminal, type TerminalOptions} from '../support/terminal.js'

/** The piw of a host, on a stage. */
export class InstalledPiw {
  readonly #host: Host
  readonly #stage: Stage

  constructor(host: Host, stage: Stage) {
    this.#host = host
    this.#stage = stage
  }

  get #program() {
    return {interpreter: this.#host.node, program: this.#host.program}
  }

  /** Runs it to its end. */
  async run(args: readonly string[], options: PiwOptions = {}): Promise<PiwResult> {
    return this.start(args, options).result
  }

  start(args: readonly string[], options: PiwOptions = {}): PiwProcess {
    return startPiw(args, {env: this.#stage.home.env, ...this.#program, ...options})
  }

  /** Runs it in a terminal, which ends with the test. */
  terminal(args: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
    const terminal = new Terminal(args, {env: this.#stage.home.env, ...this.#program, ...options})
    onTestFinished(() => terminal.end())
    return terminal
  }
}
