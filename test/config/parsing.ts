import {parseConfigFile} from '../../src/config/file.js'
import {ConfigLineError} from '../../src/config/grammar.js'

/** The keys and values of a file of this text, in their order. */
export function valuesOf(text: string): [string, unknown][] {
  return [...parseConfigFile(Buffer.from(text))].map(([key, {value}]) => [key, value])
}

/** The error of a file that has to be refused. */
export function refusalOf(bytes: Uint8Array): ConfigLineError {
  try {
    parseConfigFile(bytes)
  } catch (error) {
    if (error instanceof ConfigLineError) return error
    throw error
  }

  throw new Error('nothing was refused')
}
