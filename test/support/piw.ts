import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

/** The piw of this checkout, as it is shipped. */
export const PIW = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** The drop-in of this checkout, as it is shipped. */
export const PIW_REBUILD = fileURLToPath(new URL('../../bin/piw-rebuild.js', import.meta.url))

export interface PiwOptions {
  readonly cwd?: string
  readonly env?: Readonly<NodeJS.ProcessEnv>
  /** What standard input holds, closed behind it; null is an open pipe that stays silent. Empty unless given. */
  readonly input?: null | string
  /** Options for Node.js itself. */
  readonly node?: readonly string[]
  /** What to run; piw unless given. */
  readonly program?: string
  /** Whom it runs as; as whoever runs the tests unless given. */
  readonly uid?: number | undefined
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

  /** Makes the user's `piwheels.conf`. */
  configure(...lines: string[]): void {
    this.write('.config/piwheels/piwheels.conf', lines.map((line) => `${line}\n`).join(''))
  }

  remove(): void {
    rmSync(this.folder, {force: true, recursive: true})
  }

  /** Makes a file in the home folder, and returns its path. */
  write(name: string, text: string): string {
    const file = this.at(name)
    mkdirSync(path.dirname(file), {recursive: true})
    writeFileSync(file, text)
    return file
  }
}

/** A piw without a terminal, under way. */
export interface PiwProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** How it ended and what it said, once it has ended. */
  readonly result: Promise<PiwResult>
}

/** Runs piw as a process of its own, without a terminal. */
export function startPiw(args: readonly string[], options: PiwOptions = {}): PiwProcess {
  const child = spawn(process.execPath, [...(options.node ?? []), options.program ?? PIW, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    ...(options.uid !== undefined && {uid: options.uid}),
  })
  // It may end without reading what it is given.
  child.stdin.on('error', () => {})
  if (options.input !== null) child.stdin.end(options.input ?? '')
  return {child, result: collect(child)}
}

/**
 * The arguments of `piw rebuild`, with pages of packages asked for as fast as the master answers: most tests are not
 * about the pace, and have no minute to spare.
 */
export function unpaced(args: readonly string[]): readonly string[] {
  const [part = '', ...rest] = args
  const isPaced = part === 'project' || part === 'index'
  const isDecided = rest.some((arg) => /^--(rate|single-request|dry-run|help)\b|^-h$/.test(arg))
  return isPaced && !isDecided ? [part, '--rate', '0', ...rest] : args
}

/** Runs piw as a process of its own, without a terminal, to its end. */
export async function piw(args: readonly string[], options: PiwOptions = {}): Promise<PiwResult> {
  return startPiw(args, options).result
}

async function collect(child: ChildProcessWithoutNullStreams): Promise<PiwResult> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = (await once(child, 'close')) as [null | number, NodeJS.Signals | null]
  return {code, signal, stderr, stdout}
}
