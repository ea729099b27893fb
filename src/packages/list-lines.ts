import {isUtf8} from 'node:buffer'

import {checkName, InvalidNameError} from './name.js'

/** The longest line of a list, in bytes: far more than a name and a comment need, far less than memory. */
export const MAX_LINE_BYTES = 4096

/** How much is read of a line at most, in bytes: what goes on so long is no list. */
const ENDLESS_BYTES = 16 * 1024 * 1024

const NEWLINE = 10

/** A line of a list that is not a package name. */
export interface BadLine {
  /** Counted from 1. */
  readonly line: number
  /** A sentence that shows the name and says what is wrong with it. */
  readonly problem: string
}

/** A line with a name: as it stands there, and its canonical form. */
export interface NameLine {
  readonly name: string
  readonly raw: string
}

/**
 * Reads a list of packages, one a line, a chunk's worth at a time. Skips blank lines and comments (`#` at the start of
 * a line or after white space); white space around a name, a byte order mark and CRLF mean nothing.
 *
 * @param chunks - the list, as it comes
 * @yields what the lines of each chunk say
 * @throws {Error} for a line without end, as a device has
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<(BadLine | NameLine)[]> {
  let number = 0
  let rest: Buffer = Buffer.alloc(0)
  let length = 0
  for await (const chunk of chunks) {
    const lines = []
    const block = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let start = 0
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      const line = readLine(block.subarray(start, end), ++number)
      if (line) lines.push(line)
      start = end + 1
      length = 0
    }

    length += chunk.length
    if (length > ENDLESS_BYTES) throw new Error(`line ${number + 1} is longer than 16 MiB`)

    // Of a line that is too long, which may have no end, no more is kept than tells so.
    rest = block.subarray(start, start + MAX_LINE_BYTES + 1)
    yield lines
  }

  const last = readLine(rest, number + 1)
  if (last) yield [last]
}

function readLine(bytes: Buffer, line: number): BadLine | NameLine | undefined {
  if (bytes.length > MAX_LINE_BYTES) return {line, problem: `it is longer than ${MAX_LINE_BYTES} bytes`}
  if (!isUtf8(bytes)) return {line, problem: 'it is not valid UTF-8'}
  const raw = withoutComment(bytes.toString())
  if (raw === '') return undefined
  try {
    return {name: checkName(raw), raw}
  } catch (error) {
    if (error instanceof InvalidNameError) return {line, problem: error.message}
    throw error
  }
}

/** A byte order mark is white space to `trim`. */
function withoutComment(text: string): string {
  const trimmed = text.trim()
  if (trimmed.startsWith('#')) return ''
  const comment = trimmed.search(/\s#/)
  return comment === -1 ? trimmed : trimmed.slice(0, comment).trimEnd()
}
