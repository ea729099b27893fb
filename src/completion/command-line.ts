/** A flag in oclif's manifest. */
export interface KnownFlag {
  readonly char?: string
  readonly hidden?: boolean
  readonly type: 'boolean' | 'option'
}

/** The flags of a command by name. */
export type KnownFlags = Readonly<Record<string, KnownFlag>>

/** What a command line ends in: the beginning of an argument, a flag, or the value of one. */
export interface Ending {
  readonly beginning: string
  /** Values of the flags so far; the last one of a repeated flag. */
  readonly flags: Readonly<Record<string, string>>
  readonly kind: 'argument' | 'flag' | 'value'
}

/**
 * Parses a partly typed command line.
 *
 * @param words the words after the command; the last one is being typed and may be empty
 * @param known the flags of the command
 */
export function readCommandLine(words: readonly string[], known: KnownFlags): Ending {
  const beginning = words.at(-1) ?? ''
  const flags: Record<string, string> = {}
  let isAfterDashes = false
  let awaiting: string | undefined
  for (const word of words.slice(0, -1)) {
    if (awaiting !== undefined) {
      flags[awaiting] = word
      awaiting = undefined
    } else if (word === '--') {
      isAfterDashes = true
    } else if (!isAfterDashes && word.startsWith('-')) {
      const {name, value} = readFlag(word, known)
      if (name !== undefined && value !== undefined) flags[name] = value
      else awaiting = name
    }
  }

  return {beginning, flags, kind: kindOf()}

  function kindOf(): Ending['kind'] {
    if (awaiting !== undefined) return 'value'
    if (isAfterDashes || !beginning.startsWith('-')) return 'argument'
    return readFlag(beginning, known).value === undefined ? 'flag' : 'value'
  }
}

/** The flag if it takes a value, and the value if it is in the same word. */
function readFlag(word: string, known: KnownFlags): {readonly name?: string; readonly value?: string} {
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.slice(2).split('=')
    if (known[name]?.type !== 'option') return {}
    return rest.length === 0 ? {name} : {name, value: rest.join('=')}
  }

  // Short flags may be combined; the first one with a value takes the rest of the word.
  for (const [index, char] of [...word].entries()) {
    const [name, flag] = Object.entries(known).find(([, {char: short}]) => short === char) ?? []
    if (flag?.type !== 'option' || name === undefined) continue
    const rest = word.slice(index + 1)
    return rest === '' ? {name} : {name, value: rest}
  }

  return {}
}
