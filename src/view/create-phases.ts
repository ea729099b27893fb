import type {Phases} from './phases.js'

export interface PhasesOptions {
  /** Show nothing. */
  readonly silent: boolean
  /** Show plain lines even in a terminal, where other lines come in between. */
  readonly verbose: boolean
}

const SILENT: Phases = {begin: () => ({async fail() {}, async succeed() {}})}

/** How phases are shown here and now: the one place that decides it. */
export async function createPhases({silent, verbose}: PhasesOptions): Promise<Phases> {
  if (silent) return SILENT
  // Each is loaded only where it is used: listr2 takes its time.
  if (isCapable(process.stdout) && !verbose) {
    const {TerminalPhases} = await import('./terminal-phases.js')
    return new TerminalPhases()
  }

  const {PlainPhases} = await import('./plain-phases.js')
  return new PlainPhases()
}

/** Whether lines can be repainted there: some terminals cannot, and some do not know how wide they are. */
function isCapable({columns, isTTY}: NodeJS.WriteStream): boolean {
  return isTTY && columns > 0 && process.env.TERM !== 'dumb'
}
