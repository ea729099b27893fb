import type {Phases} from './phases.js'

export interface PhasesOptions {
  /** Show nothing. */
  readonly silent: boolean
  /** Show plain lines even in a terminal, as messages appear between them. */
  readonly verbose: boolean
}

const SILENT: Phases = {begin: () => ({async fail() {}, async succeed() {}})}

/** Chooses how phases are shown. */
export async function createPhases({silent, verbose}: PhasesOptions): Promise<Phases> {
  if (silent) return SILENT
  // Loaded on use: listr2 is slow to load.
  if (isCapable(process.stdout) && !verbose) {
    const {TerminalPhases} = await import('./terminal-phases.js')
    return new TerminalPhases()
  }

  const {PlainPhases} = await import('./plain-phases.js')
  return new PlainPhases()
}

/** Whether the terminal can repaint lines: some cannot, and some do not report their width. */
function isCapable({columns, isTTY}: NodeJS.WriteStream): boolean {
  return isTTY && columns > 0 && process.env.TERM !== 'dumb'
}
