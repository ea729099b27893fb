import type {Report} from '../rebuild/report.js'

import {quoted} from '../text/quoted.js'

/** Commands to copy that retry failed packages or resume the run, with the flags of this run. */
export function advice({failureList, part, resumable}: Report, bin: string, flags: readonly string[]): string[] {
  const lines: string[] = []
  const command = `  ${bin} rebuild ${part}`
  const rest = flags.map((word) => ` ${quoted(word)}`).join('')
  if (failureList !== null) {
    lines.push(
      'Failed packages are listed in a file. To request them again:',
      `${command} --packages-from ${quoted(failureList)}${rest}`,
    )
  }

  if (resumable) lines.push('To resume:', `${command} --resume${rest}`)
  return lines
}
