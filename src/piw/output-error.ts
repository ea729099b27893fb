import {EXIT_CODES} from '../errors/exit-codes.js'
import {reasonOf} from '../errors/system-error.js'

/** A stream's reader is gone, or it has failed before. */
const EXPECTED: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED'])

/** What there was to say about it has been said, or there is nowhere left to say it. */
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
 * Has a command outlast its standard output and error: a reader that has had enough, as `head` soon has, and a full disk
 * must not end what it only reports of. oclif's own listener lets any error but the former end the process.
 */
export function outlastOutput(): void {
  const {stderr, stdout} = process
  if (![ignore, warn].some((listener) => stdout.listeners('error').includes(listener))) {
    stdout.removeAllListeners('error')
    stdout.on('error', warn)
  }

  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore)
}
