import {ConfigSyntaxError} from '../../src/config/errors.js'
import {parseConfigFile} from '../../src/config/format.js'

/** The keys and values of a file of this text, in their order. */
export function valuesOf(text: string): [string, unknown][] {
  return [...parseConfigFile(Buffer.from(text))].map(([key, {value}]) => [key, value])
}

/** The error of a file that has to be refused. */
export function refusalOf(bytes: Uint8Array): ConfigSyntaxError {
  try {
    parseConfigFile(bytes)
  } catch (error) {
    if (error instanceof ConfigSyntaxError) return error
    throw error
  }

  throw new Error('nothing was refused')
}
