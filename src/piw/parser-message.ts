/** What oclif puts around the message of a flag that refuses its value. */
const WRAPPED = /^Parsing --([\w-]+) \n\t(.*)\nSee more help with --help$/s

/** What oclif says of two flags that exclude each other. */
const EXCLUSIVE = /--([\w-]+)(?:=\S*)? cannot also be provided when using --([\w-]+)/g

/** What oclif puts around what is wrong with the flags. */
const LISTED = /^The following errors? occurred:\n(.*)\nSee more help with --help$/s

/** The messages of oclif's parser as the suite words its own. */
export function plainMessage(message: string): string {
  return message
    .replace(LISTED, (_all, problems: string) => problems.trim().replaceAll(/\n\s*/g, '; '))
    .replace(WRAPPED, (_all, flag: string, problem: string) => `--${flag}: ${problem}`)
    .replaceAll(EXCLUSIVE, '--$1 cannot be used with --$2')
}
