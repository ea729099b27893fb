import type {Report} from '../rebuild/report.js'

/** How a run can be gone on with, as commands to copy. */
export function advice({failureList, part, resumable, waited}: Report, bin: string): string[] {
  const lines: string[] = []
  const command = `  ${bin} rebuild ${part}`
  const wait = waited ? ' --wait' : ''
  if (failureList !== null) {
    const what = waited ? 'What was not queued or not written' : 'What was not queued'
    lines.push(`${what} is in a list; to ask for it again:`, `${command} --packages-from ${failureList}${wait}`)
  }

  if (resumable) lines.push('To go on from here:', `${command} --resume${wait}`)
  return lines
}
