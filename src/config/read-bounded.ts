import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs'
import {Socket} from 'node:net'

/** The most that is read, in bytes: many times what a configuration needs. */
const LIMIT = 1_000_000

/**
 * Reads a regular file, or a pipe to its end, such as that of a shell's `<(…)`. Waiting for a pipe does not block the
 * process: it can be stopped.
 *
 * @throws a system error; an error with the reason for anything else, such as a device that never ends
 */
export async function readBounded(file: string): Promise<Uint8Array> {
  // Without this flag, opening a FIFO without a writer would block. (O_RDONLY is 0.)
  const descriptor = openSync(file, constants.O_NONBLOCK)
  const stats = fstatSync(descriptor)
  if (stats.isFIFO()) return readPipe(descriptor)
  try {
    if (stats.isDirectory()) throw withCode('EISDIR')
    if (!stats.isFile()) throw new Error('it is neither a regular file nor a pipe')
    if (stats.size > LIMIT) throw withCode('EFBIG')
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

async function readPipe(descriptor: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop closes the descriptor.
  for await (const chunk of new Socket({fd: descriptor, readable: true, writable: false})) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > LIMIT) throw withCode('EFBIG')
  }

  // What was to write it failed, or it has been read already: the defaults would be those of another master.
  if (size === 0) throw new Error('the pipe is empty')
  return Buffer.concat(chunks)
}

function withCode(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), {code})
}
