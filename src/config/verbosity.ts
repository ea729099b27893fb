import {type FileSource} from './setting.js'
import {type Statement} from './statements.js'

/** The settings that exclude each other, each with the other one. */
const OTHER = {quiet: 'verbose', verbose: 'quiet'} as const

interface Switch {
  readonly key: keyof typeof OTHER
  readonly source: FileSource
  readonly value: boolean
}

/**
 * Makes what the files say of `quiet` and `verbose` one decision: the last file that turns either on wins, and of
 * its lines the last; the other one is off, and both come from that line. Without such a line nothing changes.
 */
export function settleVerbosity(statements: readonly Statement[]): readonly Statement[] {
  const switches = statements.filter((statement): statement is Switch => statement.key in OTHER)
  const on = switches.filter(({value}) => value)
  const file = on.at(-1)?.source.file
  // By line, not by place: a repeated key keeps its first place among the keys of its file.
  const [last] = on.filter(({source}) => source.file === file).sort((a, b) => b.source.line - a.source.line)
  if (last === undefined) return statements

  const others = statements.filter(({key}) => !(key in OTHER))
  return [...others, last, {key: OTHER[last.key], source: last.source, value: false}]
}
