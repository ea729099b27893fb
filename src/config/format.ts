import {TextDecoder} from 'node:util'

import {ConfigSyntaxError} from './errors.js'
import {parseLine} from './line.js'
import {type ConfigValue} from './list.js'

/** What a file says for a key. */
export interface ConfigEntry {
  /** Of the key's last line; counted from 1. */
  readonly line: number
  readonly value: ConfigValue
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Reads a file of the form of `piwheels.conf`, with all its keys, known or not, as they are written: `--yes` and
 * `yes` are two. A repeated key keeps its first place and takes its last value. Observed on the real master's parser.
 *
 * @throws ConfigSyntaxError for the first line that the parser would refuse or that is not UTF-8
 */
export function parseConfigFile(bytes: Uint8Array): Map<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>()
  // The parser takes a byte order mark for a part of the first key.
  const decoder = new TextDecoder('utf8', {fatal: true, ignoreBOM: true})
  let line = 0
  for (const content of splitLines(bytes)) {
    line++
    const said = parseLine(decode(decoder, content, line), line)
    if (said !== undefined) entries.set(said.key, {line, value: said.value})
  }

  return entries
}

/**
 * @yields the lines without their ends, which are `\n`, `\r\n` or `\r` and nothing else. No other character of
 * UTF-8 contains these bytes, so the split comes before the decoding and wrong bytes are known by their line.
 */
function* splitLines(bytes: Uint8Array): Generator<Uint8Array, void> {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) continue
    yield bytes.subarray(start, at)
    if (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED) at++
    start = at + 1
  }

  yield bytes.subarray(start)
}

function decode(decoder: TextDecoder, content: Uint8Array, line: number): string {
  try {
    return decoder.decode(content)
  } catch (error) {
    throw new ConfigSyntaxError('expected text in UTF-8, found bytes that are not', {
      cause: error,
      line,
      suggestions: ['Convert the file to UTF-8, for example with iconv.'],
    })
  }
}
