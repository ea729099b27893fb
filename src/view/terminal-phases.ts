import {Listr, ListrDefaultRendererLogLevels, Spinner} from 'listr2'

import type {OpenPhase, Phase, Phases} from './phases.js'

import {showCursor} from '../piw/signals.js'
import {isUnicodeTerminal} from '../text/unicode.js'

const ASCII_FRAMES = ['-', '\\', '|', '/'] as const

/** Icon and space take two columns; listr2 keeps two more free before it wraps a line. */
const MARGIN = 4

/** Shows a phase as a line that listr2 repaints ten times per second. */
export class TerminalPhases implements Phases {
  begin(phase: Phase): OpenPhase {
    const ticker = new Ticker()
    // listr2 keeps wrapping lines at the width that the terminal had at first.
    const widest = columns()
    let end: undefined | {reject: (error: Error) => void; resolve: (line: string) => void}
    const ended = new Promise<string>((resolve, reject) => {
      end = {reject, resolve}
    })
    const shown = new Listr(
      {
        async task(_context, task) {
          ticker.onTick = () => {
            task.title = phase.status?.(Math.min(columns(), widest)) ?? phase.title
          }

          try {
            task.title = await ended
          } finally {
            ticker.onTick = undefined
          }
        },
        title: phase.title,
      },
      {
        // The handler of listr2 would exit at once, without settling outstanding requests.
        registerSignalListeners: false,
        rendererOptions: {
          ...(!isUnicodeTerminal() && {
            icon: {
              [ListrDefaultRendererLogLevels.COMPLETED]: '*',
              [ListrDefaultRendererLogLevels.FAILED]: 'x',
              [ListrDefaultRendererLogLevels.WAITING]: '-',
            },
          }),
          // The command shows the error, with its suggestions.
          showErrorMessage: false,
          spinner: ticker,
        },
      },
    ).run()
    process.on('SIGTSTP', suspend)
    process.on('SIGCONT', makeRoom)
    return {
      async fail() {
        end?.reject(new Error('failed'))
        await shown.catch(() => {})
        release()
      },
      async succeed(line) {
        end?.resolve(line)
        await shown
        release()
      },
    }
  }
}

/** The spinner, which is also the only timer that repaints the line. */
class Ticker extends Spinner {
  onTick: (() => void) | undefined
  #ticks = 0

  override fetch(): string {
    return isUnicodeTerminal() ? super.fetch() : (ASCII_FRAMES[this.#ticks % ASCII_FRAMES.length] ?? '')
  }

  override start(repaint?: () => void, interval?: number): void {
    super.start(() => {
      this.#ticks++
      // A changed title triggers a repaint.
      const tick = this.onTick ?? repaint
      tick?.()
    }, interval)
  }
}

/** Stops the process, as Ctrl-Z does, with the cursor that listr2 hides. */
function suspend(): void {
  showCursor()
  process.kill(process.pid, 'SIGSTOP')
}

function release(): void {
  process.off('SIGTSTP', suspend)
  process.off('SIGCONT', makeRoom)
}

/** The next repaint begins with the line above, which is the shell's by now. */
function makeRoom(): void {
  process.stdout.write('\n')
}

function columns(): number {
  return Math.max((process.stdout.columns || 80) - MARGIN, 1)
}
