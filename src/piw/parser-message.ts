import {withoutPasswords} from '../text/without-passwords.js'

/** oclif's wrapping of an error from a flag's parser. */
const WRAPPED = /^Parsing --([\w-]+) \n\t(.*)\nSee more help with --help$/s

/** oclif's message for mutually exclusive flags. */
const EXCLUSIVE = /--([\w-]+)(?:=\S*)? cannot also be provided when using --([\w-]+)/g

/** oclif's wrapping of flag errors. */
const LISTED = /^The following errors? occurred:\n(.*)\nSee more help with --help$/s

/** Rewords messages of oclif's parser in the suite's style, without passwords in arguments. */
export function plainMessage(message: string): string {
  return withoutPasswords(message)
    .replace(LISTED, (_all, problems: string) => problems.trim().replaceAll(/\n\s*/g, '; '))
    .replace(WRAPPED, (_all, flag: string, problem: string) => `--${flag}: ${problem}`)
    .replaceAll(EXCLUSIVE, '--$1 cannot be used with --$2')
}
