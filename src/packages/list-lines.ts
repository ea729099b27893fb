import {isUtf8} from 'node:buffer'

import {checkName, InvalidNameError} from './name.js'

/** The maximum length of a line in bytes: far more than a name and a comment need. */
export const MAX_LINE_BYTES = 4096

/** The number of bytes without a line break after which reading stops: the file is not a list. */
const ENDLESS_BYTES = 16 * 1024 * 1024

const NEWLINE = 10

/** A line of a list that is not a package name. */
export interface BadLine {
  /** Counted from 1. */
  readonly line: number
  /** The reason, with the name if it can be shown. */
  readonly problem: string
}

/** A line with a name: as written, and in canonical form. */
export interface NameLine {
  readonly name: string
  readonly raw: string
}

/**
 * Parses a list of packages, one per line, chunk by chunk. Skips blank lines and comments (`#` at the start of a line or
 * after white space); ignores white space around a name, a byte order mark and CR before LF.
 *
 * @param chunks - the list
 * @yields the names and bad lines of each chunk
 * @throws {Error} for an endless line, e.g. of a device
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

    // Keeps just enough of a line to see that it is too long: it may be endless.
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

/** `trim` also removes a byte order mark. */
function withoutComment(text: string): string {
  const trimmed = text.trim()
  if (trimmed.startsWith('#')) return ''
  const comment = trimmed.search(/\s#/)
  return comment === -1 ? trimmed : trimmed.slice(0, comment).trimEnd()
}
