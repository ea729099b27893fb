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
 * Keeps a command running when its standard output or error fails, as with `head` or a full disk. oclif's own listener
 * ignores only EPIPE; any other error would end the process.
 */
export function outlastOutput(): void {
  const {stderr, stdout} = process
  if (![ignore, warn].some((listener) => stdout.listeners('error').includes(listener))) {
    stdout.removeAllListeners('error')
    stdout.on('error', warn)
  }

  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore)
}
