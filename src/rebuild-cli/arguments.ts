/** Joins arguments; none can contain it. */
const JOINT = '\0'

/**
 * Joins each run of arguments into one, since the time that oclif's parser takes grows with the square of their number.
 * A word that may be the value of a flag, as the one before it begins with a dash, stays as it is.
 */
export function foldArguments(argv: readonly string[]): string[] {
  const isDashed = (index: number) => argv[index]?.startsWith('-') ?? false
  const isArgument = (index: number) => index >= 0 && !isDashed(index) && !isDashed(index - 1)
  const folded: string[][] = []
  for (const [index, word] of argv.entries()) {
    if (isArgument(index) && isArgument(index - 1)) folded.at(-1)?.push(word)
    else folded.push([word])
  }

  return folded.map((words) => words.join(JOINT))
}

/** The arguments as they were given. */
export function unfoldArguments(args: readonly unknown[]): string[] {
  return args.flatMap((argument) => String(argument).split(JOINT))
}
