import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

/** The piw of this checkout, as it is shipped. */
export const PIW = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface PiwOptions {
  readonly cwd?: string
  readonly env?: Readonly<NodeJS.ProcessEnv>
  /** What standard input holds; closed at once unless given. */
  readonly input?: string
}

export interface PiwResult {
  readonly code: null | number
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  readonly stdout: string
}

/**
 * An environment in which a piw finds nothing of whoever runs the tests: a home folder of its own, and none of the
 * variables that change what it shows.
 */
export class Home {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'piw-home-'))

  get env(): NodeJS.ProcessEnv {
    const {PATH} = process.env
    return {HOME: this.folder, LANG: 'C.UTF-8', PATH, TERM: 'xterm-256color'}
  }

  /** A path in the home folder. */
  at(...names: string[]): string {
    return path.join(this.folder, ...names)
  }

  remove(): void {
    rmSync(this.folder, {force: true, recursive: true})
  }
}

/** Runs piw as a process of its own, without a terminal, to its end. */
export async function piw(args: readonly string[], options: PiwOptions = {}): Promise<PiwResult> {
  const child = spawn(process.execPath, [PIW, ...args], {cwd: options.cwd, env: options.env ?? process.env})
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // It may end without reading what it is given.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [code, signal] = (await once(child, 'close')) as [null | number, NodeJS.Signals | null]
  return {code, signal, stderr, stdout}
}
