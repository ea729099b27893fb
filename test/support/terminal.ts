import {spawn} from '@lydell/node-pty'
import xterm from '@xterm/headless'

import {PIW} from './piw.js'

export interface TerminalOptions {
  readonly columns?: number
  /** Another program to run, such as a shell, which gets the arguments. */
  readonly command?: string
  readonly env: Readonly<NodeJS.ProcessEnv>
  /** The Node.js that runs it; that of the tests unless given. */
  readonly interpreter?: string
  /** A shell command that its standard output goes into, while its input and its errors stay in the terminal. */
  readonly pipedInto?: string
  /** What to run; piw unless given. */
  readonly program?: string
  readonly rows?: number
}

/** A piw in a real terminal, with its screen as the user sees it. */
export class Terminal {
  /** How it ended, once it has and all of its output is on the screen. */
  readonly exited: Promise<{code: number; signal: number | undefined}>
  readonly pid: number
  /** Everything that was written to the terminal, control sequences and all. */
  raw = ''
  #hasExited = false
  #onChange = () => {}
  readonly #pty
  readonly #terminal

  constructor(
    args: readonly string[],
    {
      columns = 80,
      command: other,
      env,
      interpreter = process.execPath,
      pipedInto,
      program: script = PIW,
      rows = 24,
    }: TerminalOptions,
  ) {
    this.#terminal = new xterm.Terminal({allowProposedApi: true, cols: columns, rows, scrollback: 1000})
    const command = other === undefined ? [interpreter, script, ...args] : [other, ...args]
    const [program = '', ...rest] = pipedInto ? ['sh', '-c', `"$@" | ${pipedInto}`, 'sh', ...command] : command
    this.#pty = spawn(program, rest, {cols: columns, env: {...env}, name: 'xterm-256color', rows})
    this.pid = this.#pty.pid
    this.#pty.onData((data) => {
      this.raw += data
      this.#terminal.write(data, () => this.#onChange())
    })
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({exitCode, signal}) => {
        this.#hasExited = true
        // Behind all that is still to be drawn.
        this.#terminal.write('', () => {
          this.#onChange()
          resolve({code: exitCode, signal})
        })
      })
    })
  }

  /** Whether the cursor is shown. */
  get isCursorVisible(): boolean {
    return this.raw.lastIndexOf('\u001B[?25h') >= this.raw.lastIndexOf('\u001B[?25l')
  }

  /** The screen and what has scrolled out of it, without the blanks at the ends of lines. */
  get screen(): string {
    const {active} = this.#terminal.buffer
    const lines = Array.from({length: active.length}, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }

  /** Ends it, if it has not ended. */
  async end(): Promise<void> {
    if (!this.#hasExited) this.#pty.kill('SIGKILL')
    await this.exited
  }

  /** Closes the terminal, as when a window or an ssh connection is closed. */
  hangUp(): void {
    // Not in its types.
    const pty = this.#pty as unknown as {destroy(): void}
    pty.destroy()
  }

  kill(signal: NodeJS.Signals): void {
    this.#pty.kill(signal)
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows)
    this.#terminal.resize(columns, rows)
  }

  /** Types keys; `\u0003` is Ctrl-C. */
  type(keys: string): void {
    this.#pty.write(keys)
  }

  /** Waits until the screen shows something; when piw ends without showing it, that is an error. */
  async waitFor(pattern: RegExp): Promise<void> {
    if (pattern.test(this.screen)) return
    const shown = new Promise<void>((resolve) => {
      this.#onChange = () => {
        if (pattern.test(this.screen)) resolve()
      }
    })
    const ended = await Promise.race([shown, this.exited])
    if (ended) throw new Error(`Ended with ${ended.code} without showing ${pattern}:\n${this.screen}`)
  }
}
