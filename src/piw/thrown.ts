import {inspect} from 'node:util'

import {escapeControls} from '../text/escape-controls.js'
import {withoutPasswords} from '../text/without-passwords.js'
import {plainMessage} from './parser-message.js'

/** Properties of an error that oclif's handler reads. */
export type Thrown = Error & {
  oclif?: {exit?: number}
  skipOclifErrorHandling?: boolean
  suggestions?: readonly string[]
}

/** What was thrown as an error: JavaScript throws anything. */
export function asError(thrown: unknown): Thrown {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) return thrown as Thrown
  return new Error(typeof thrown === 'string' ? thrown : inspect(thrown))
}

/** The error as it is shown, with its suggestions. */
export function rendered(error: Thrown): string {
  if (process.env.DEBUG && error.stack) return `${shown(withoutPasswords(error.stack))}\n`
  // oclif's own messages contain arguments unescaped.
  return [`Error: ${plainMessage(error.message)}`, ...(error.suggestions ?? [])]
    .map((text) => `${shown(text)}\n`)
    .join('')
}

/** Escapes control characters in each line of a text. */
export function shown(text: string): string {
  return text.replaceAll(/[^\n]+/g, (line) => escapeControls(line, Number.POSITIVE_INFINITY))
}
