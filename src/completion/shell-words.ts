/** Blanks, or a piece of a word: in quotes, which may not be closed yet, behind a backslash, or as it is. */
const PIECE = /(\s+)|'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.?)|([^\s"'\\]+)/gs

/**
 * Splits a partly typed command line as a shell does, without expansions.
 *
 * @returns the words without their quotes; the last one is being typed and may be empty
 */
export function shellWords(line: string): string[] {
  const words = ['']
  for (const [, blanks, single, double, escaped, plain] of line.trimStart().matchAll(PIECE)) {
    const piece = single ?? double?.replaceAll(/\\(["$\\`])/g, '$1') ?? escaped ?? plain ?? ''
    if (blanks === undefined) words.push(words.pop() + piece)
    else words.push('')
  }

  return words
}
