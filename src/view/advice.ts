import type {Report} from '../rebuild/report.js'

import {quoted} from '../text/quoted.js'

/** The commands that retry failed packages and resume a run, with the same flags. */
export function advice(
  {failureList, part, resumable, waited}: Report,
  bin: string,
  flags: readonly string[],
): string[] {
  const lines: string[] = []
  const command = `  ${bin} rebuild ${part}`
  const rest = flags.map((word) => ` ${quoted(word)}`).join('')
  if (failureList !== null) {
    const what = waited ? 'Packages that failed or were not written' : 'Failed packages'
    lines.push(
      `${what} are listed in a file; to retry them:`,
      `${command} --packages-from ${quoted(failureList)}${rest}`,
    )
  }

  if (resumable) lines.push('To resume:', `${command} --resume${rest}`)
  return lines
}
