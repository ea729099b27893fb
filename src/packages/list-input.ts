import {close, closeSync, constants, createReadStream, fstatSync, openSync, read} from 'node:fs'
import {Socket} from 'node:net'
import {addAbortSignal, type Readable} from 'node:stream'
import {isatty, ReadStream} from 'node:tty'
import {promisify} from 'node:util'

import {escapeControls} from '../text/escape-controls.js'

const closeFile = promisify(close)
const readFile = promisify(read)

/** The size of a read. */
const CHUNK_BYTES = 8192

/** A list of packages, opened. */
export interface ListInput {
  close(): Promise<void>
  /** Whether {@link ListInput.read} can be called again and starts over. */
  readonly isRegular: boolean

  /** Its name in messages. */
  readonly name: string
  /** Ends when the signal is aborted. Only one reader at a time. */
  read(signal?: AbortSignal): AsyncIterable<Buffer>
}

/** Standard input, which can be read once. */
export function standardInput(stdin: Readable): ListInput {
  return {
    async close() {
      stdin.destroy()
    },
    isRegular: false,
    name: 'standard input',
    read: (signal) => abortable(stdin, signal),
  }
}

/** @throws a system error */
export function openInput(file: string): ListInput {
  const name = escapeControls(file)
  // Without this flag, opening a FIFO without a writer would block the process. (O_RDONLY is 0.)
  const fd = openSync(file, constants.O_NONBLOCK)
  const stat = fstatSync(fd)
  if (stat.isDirectory()) {
    closeSync(fd)
    throw Object.assign(new Error('Is a directory'), {code: 'EISDIR'})
  }

  return stat.isFile() ? regularFile(fd, name) : streamed(fd, name, stat.isFIFO())
}

function regularFile(fd: number, name: string): ListInput {
  let isClosed = false

  // Not a file stream, which closes its descriptor even with autoClose off; a second open may find another file.
  async function* read(signal?: AbortSignal): AsyncGenerator<Buffer> {
    let position = 0
    for (;;) {
      signal?.throwIfAborted()
      if (isClosed) return

      const {buffer, bytesRead} = await readFile(fd, Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }

  return {
    async close() {
      if (isClosed) return
      isClosed = true
      await closeFile(fd)
    },
    isRegular: true,
    name,
    read,
  }
}

function streamed(fd: number, name: string, isFifo: boolean): ListInput {
  const stream = streamOf(fd, isFifo)
  return {
    async close() {
      stream.destroy()
    },
    isRegular: false,
    name,
    read: (signal) => abortable(stream, signal),
  }
}

/** A stream that can be aborted while it waits, and closes the descriptor at its end. */
function streamOf(fd: number, isFifo: boolean): Readable {
  if (isatty(fd)) return new ReadStream(fd)
  return isFifo ? new Socket({fd, readable: true, writable: false}) : createReadStream('', {fd})
}

function abortable(stream: Readable, signal: AbortSignal | undefined): Readable {
  return signal ? addAbortSignal(signal, stream) : stream
}
