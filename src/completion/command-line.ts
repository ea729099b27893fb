/** What is known of a flag, as oclif's manifest has it. */
export interface KnownFlag {
  readonly char?: string
  readonly type: 'boolean' | 'option'
}

/** The flags of a command by their names. */
export type KnownFlags = Readonly<Record<string, KnownFlag>>

/** A command line that ends in the beginning of a package's name. */
export interface NamingPackage {
  readonly beginning: string
  /** The values of the flags given so far; of a flag given twice, the last. */
  readonly flags: Readonly<Record<string, string>>
}

/**
 * Reads a command line as far as it has been typed.
 *
 * @param words what stands behind the name of the command; the last one is still being typed, and may be empty
 * @param known the flags of the command
 * @returns undefined where something else than a package is being typed
 */
export function readCommandLine(words: readonly string[], known: KnownFlags): NamingPackage | undefined {
  const beginning = words.at(-1) ?? ''
  const flags: Record<string, string> = {}
  let isBehindDashes = false
  let awaiting: string | undefined
  for (const word of words.slice(0, -1)) {
    if (awaiting !== undefined) {
      flags[awaiting] = word
      awaiting = undefined
    } else if (word === '--') {
      isBehindDashes = true
    } else if (!isBehindDashes && word.startsWith('-')) {
      const {name, value} = readFlag(word, known)
      if (name !== undefined && value !== undefined) flags[name] = value
      else awaiting = name
    }
  }

  const isPackage = awaiting === undefined && (isBehindDashes || !beginning.startsWith('-'))
  return isPackage ? {beginning, flags} : undefined
}

/** The flag that takes a value, and the value, where it is in the same word. */
function readFlag(word: string, known: KnownFlags): {readonly name?: string; readonly value?: string} {
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.slice(2).split('=')
    if (known[name]?.type !== 'option') return {}
    return rest.length === 0 ? {name} : {name, value: rest.join('=')}
  }

  // Short ones may be bundled; the first that takes a value takes the rest of the word.
  for (const [index, char] of [...word].entries()) {
    const [name, flag] = Object.entries(known).find(([, {char: short}]) => short === char) ?? []
    if (flag?.type !== 'option' || name === undefined) continue
    const rest = word.slice(index + 1)
    return rest === '' ? {name} : {name, value: rest}
  }

  return {}
}
