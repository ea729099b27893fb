import type {Report} from '../rebuild/report.js'

import {selectionFlags} from '../rebuild/books/selection.js'
import {quoted} from '../text/quoted.js'

/** The commands that retry failed packages and resume a run, with the same flags. */
export function advice(
  {failureList, match, olderThan, part, refused, resumable, unanswered, waited}: Report,
  bin: string,
  flags: readonly string[],
): string[] {
  const lines: string[] = []
  const command = `  ${bin} rebuild ${part}`
  const rest = flags.map((word) => ` ${quoted(word)}`).join('')
  if (failureList !== null) {
    const failed = refused + unanswered > 0 ? 'Failed packages' : 'The packages not requested'
    const what = waited ? 'Packages that failed or were not written' : failed
    lines.push(
      `${what} are listed in a file; to request them:`,
      `${command} --packages-from ${quoted(failureList)}${rest}`,
    )
  }

  if (resumable) {
    const which = selectionFlags(match, olderThan).map((word) => ` ${word}`)
    lines.push('To resume:', `${command} --resume${which.join('')}${rest}`)
  }

  return lines
}
