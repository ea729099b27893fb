import {type ChildProcess, fork} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

import type {Orders, Report} from './orders.js'

/** How a master ended. */
export interface Exit {
  /** Null when it was ended by a signal. */
  readonly code: null | number
  readonly signal: NodeJS.Signals | null
  /** What was invalid in a client's message, or else its standard error. */
  readonly why: string
}

interface Pending {
  readonly reject: (error: Error) => void
  readonly resolve: (result: unknown) => void
}

/** The parent's side of a master's process: sends orders and waits for their results. */
export class Child {
  readonly exited: Promise<Exit>
  readonly pid: number
  #last = 0
  readonly #pending = new Map<number, Pending>()
  readonly #process: ChildProcess
  #why = ''

  /** @param module a JavaScript file */
  constructor(module: string) {
    // No execArgv: loaders and coverage are the parent's alone. Advanced serialization keeps bytes and bigints.
    this.#process = fork(module, [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.pid = this.#process.pid ?? 0
    this.#process.on('message', (report: Report) => this.#hear(report))
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#why += text
    })
    this.exited = this.#exit()
  }

  /** @throws Error when the order fails, or the process ends first */
  async order<Name extends keyof Orders>(name: Name, data?: Orders[Name]['data']): Promise<Orders[Name]['result']> {
    const id = ++this.#last
    if (!this.#process.connected) throw new Error(`The emulated master has ended. ${this.#why}`)
    return new Promise<Orders[Name]['result']>((resolve, reject) => {
      this.#pending.set(id, {reject, resolve: resolve as Pending['resolve']})
      this.#process.send({data, id, name}, (error) => {
        if (error) this.#settle(id)?.reject(error)
      })
    })
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  async #exit(): Promise<Exit> {
    const exit = await new Promise<Exit>((resolve) => {
      // Not 'exit', which may come before the last output.
      this.#process.once('close', (code, signal) => resolve({code, signal, why: this.#why.trim()}))
      this.#process.once('error', ({message}) => resolve({code: null, signal: null, why: message}))
    })
    for (const id of this.#pending.keys()) {
      this.#settle(id)?.reject(new Error(`The emulated master ended (${exit.signal ?? exit.code}). ${exit.why}`))
    }

    return exit
  }

  #hear(report: Report): void {
    if ('dying' in report) this.#why += report.dying
    else if ('error' in report) this.#settle(report.id)?.reject(new Error(report.error))
    else this.#settle(report.id)?.resolve(report.result)
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}

/**
 * The file of the master's process. It must be JavaScript: when this module runs from src/testing/, as under vitest, the
 * file is taken from dist/testing/.
 *
 * @throws Error when it is not built
 */
export function childModule(): string {
  const built = import.meta.url.replace(/\/src\/testing\/[^/]*$/, '/dist/testing/')
  const file = fileURLToPath(new URL('master-process.js', built))
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first.`)
  return file
}
