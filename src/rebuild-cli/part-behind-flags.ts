import {piwFlags} from '../piw/flags.js'
import {type Part, parts} from '../rebuild/part.js'
import {packagesFlags} from './flags.js'

const FLAGS: Readonly<Record<string, {readonly char?: string; readonly type: string}>> = {...piwFlags, ...packagesFlags}

/**
 * The part of a command line with flags before it, which oclif does not take for the name of a command.
 *
 * @param argv the words after `rebuild`
 * @returns the part, and the other words; undefined if the first word that is neither flag nor value is no part
 */
export function partBehindFlags(argv: readonly string[]): undefined | {args: readonly string[]; part: Part} {
  let at = 0
  while (argv[at]?.startsWith('-')) at += takesNext(argv[at]!) ? 2 : 1
  const part = parts.find((name) => name === argv[at])
  return part && {args: argv.toSpliced(at, 1), part}
}

/** Whether the word behind a flag is its value. */
function takesNext(word: string): boolean {
  if (word.startsWith('--')) return FLAGS[word.slice(2)]?.type === 'option'
  // Short flags may be combined; the first one with a value takes the rest of the word.
  const takesValue = (char: string) => Object.values(FLAGS).some((flag) => flag.char === char && flag.type === 'option')
  return [...word].findIndex((char) => takesValue(char)) === word.length - 1
}
