import {closeSync, fstatSync, openSync} from 'node:fs'
import {isatty} from 'node:tty'

import {EXIT_CODES} from '../errors/exit-codes.js'
import {reasonOf} from '../errors/system-error.js'

/** The reader closed the stream, or the stream failed before. */
const EXPECTED: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED'])

/** For errors already reported, or with no stream left to report them on. */
function ignore(): void {}

/** Says once why cannot write to standard output. What came of the command is then not all there. */
function warn(error: NodeJS.ErrnoException): void {
  if (EXPECTED.has(error.code)) return
  process.stdout.off('error', warn)
  process.stdout.on('error', ignore)
  process.exitCode ||= EXIT_CODES.failure
  process.stderr.write(`Warning: cannot write to standard output: ${reasonOf(error)}\n`)
}

/**
 * Writes a result to standard output, or where that fails, to a terminal on standard error: `| tee log` does not outlive
 * Ctrl-C.
 */
export function writeResult(text: string): void {
  process.stdout.write(text, (error) => {
    if (error && process.stderr.isTTY) process.stderr.write(text)
  })
}

/**
 * Keeps a command running when its standard output or error fails, as with `head`, a full disk or a closed terminal. oclif's own listener
 * ignores only EPIPE; any other error would end the process.
 */
export function outlastOutput(): void {
  const {stderr, stdout} = process
  if (![ignore, warn].some((listener) => stdout.listeners('error').includes(listener))) {
    stdout.removeAllListeners('error')
    stdout.on('error', warn)
  }

  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore)
  if (!process.listeners('exit').includes(leaveTerminal)) process.on('exit', leaveTerminal)
}

/**
 * Leaves a terminal that is gone: Node.js 20 restores the modes of its terminal as it ends, and aborts when that fails,
 * unless the descriptor leads elsewhere by then.
 */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (!fstatSync(descriptor).isCharacterDevice() || isatty(descriptor)) continue
      closeSync(descriptor)
      // Takes the number that has become free.
      openSync('/dev/null', 'r+')
    } catch {
      // The descriptor is closed.
    }
  }
}
