import {existsSync, symlinkSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {onTestFinished} from 'vitest'

import {type Home, PIW, piw} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'

const SHELLS = {bash: '/usr/bin/bash', zsh: '/usr/bin/zsh'} as const

/** A shell that completes command lines. */
export type ShellName = keyof typeof SHELLS

/** Whether the shell is there to be tested with. */
export function isInstalled(shell: ShellName): boolean {
  return existsSync(SHELLS[shell])
}

const START = {
  bash: {args: ['-i'], rc: '.bashrc', settings: ["PS1='ready> '", "bind 'set enable-bracketed-paste off'"]},
  zsh: {args: ['-i'], rc: '.zshrc', settings: ["PS1='ready> '", 'unsetopt prompt_sp prompt_cr']},
} as const

/** What the docs have the user do: the line of plugin-autocomplete, and behind it the one for the names. */
export async function setUp(home: Home, shell: ShellName): Promise<void> {
  const bin = home.at('bin')
  home.write('bin/.keep', '')
  if (!existsSync(`${bin}/piw`)) symlinkSync(PIW, `${bin}/piw`)
  await piw(['autocomplete', '--refresh-cache', shell], {env: home.env})
  const {stdout} = await piw(['autocomplete', 'script', shell], {env: home.env})
  const names = fileURLToPath(new URL(`../../completion/piw.${shell}`, import.meta.url))
  const {rc, settings} = START[shell]
  home.write(rc, [...settings, stdout.trim(), `source '${names}'`, ''].join('\n'))
}

/** An interactive shell in a terminal, with the completion of its user set up. */
export class Shell {
  readonly #terminal: Terminal

  private constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  static async start(home: Home, shell: ShellName): Promise<Shell> {
    const {HOME, PATH = '', ...env} = home.env
    const terminal = new Terminal(START[shell].args, {
      columns: 120,
      command: SHELLS[shell],
      env: {...env, HOME, PATH: `${home.at('bin')}:${PATH}`, ZDOTDIR: HOME},
      rows: 50,
    })
    onTestFinished(() => terminal.end())
    await terminal.waitFor(/ready>$/)
    return new Shell(terminal)
  }

  /** What is on the screen. */
  get screen(): string {
    return this.#terminal.screen
  }

  /**
   * Types the beginning of a line and presses Tab, again as long as it does not show what it should: the database is
   * given up on after a second, which a busy machine may take.
   */
  async complete(line: string, pattern: RegExp): Promise<void> {
    this.#terminal.type(`${line}\t`)
    const again = setInterval(() => this.#terminal.type('\t'), 3000)
    try {
      await this.#terminal.waitFor(pattern)
    } finally {
      clearInterval(again)
    }
  }

  /** Types keys. */
  type(keys: string): void {
    this.#terminal.type(keys)
  }

  async waitFor(pattern: RegExp): Promise<void> {
    await this.#terminal.waitFor(pattern)
  }
}
