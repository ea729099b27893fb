import {EXIT_CODES, exitCodeOf} from '../errors/exit-codes.js'
import {PiwError} from '../errors/piw-error.js'
import {canAsk} from '../piw/ask.js'
import {parts} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {quoted} from '../text/quoted.js'
import {type Choice, interview} from './interview.js'
import {RebuildCommand} from './rebuild-command.js'

/** Asks what is to be rebuilt, and runs the command that does it. */
export abstract class InteractiveCommand extends RebuildCommand<void> {
  get #ways(): readonly string[] {
    return [`Say what is to be rebuilt: ${this.config.bin} rebuild ${parts.join('|')}`]
  }

  /**
   * @param rest what was given besides the flags, which nothing may be
   * @throws {PiwError} of kind `usage`
   */
  protected async askAndRun(rest: readonly unknown[]): Promise<void> {
    const [unknown] = rest
    if (unknown !== undefined) throw this.#noPart(String(unknown))
    if (this.jsonEnabled())
      throw new PiwError('With --json nothing is asked.', {kind: 'usage', suggestions: this.#ways})
    if (!canAsk() || this.piwConfig.yes.value) return this.#showHelp()
    const choice = await interview({
      dsn: this.piwConfig.dsn.value,
      signal: this.stopSignal,
      summaryOf: (part) => this.config.findCommand(`rebuild:${part}`)?.summary,
      warn: (problem) => this.logger.warn(problem),
    })
    // The very command that the user could have typed.
    const args = [...argumentsOf(choice), ...this.argv]
    const line = [this.config.bin, 'rebuild', choice.part, ...args].map((word) => quoted(word)).join(' ')
    this.note(`The same without questions:\n  ${escapeControls(line, Number.POSITIVE_INFINITY)}`)
    try {
      await this.config.runCommand(`rebuild:${choice.part}`, args)
    } catch (error) {
      // It has been shown by then.
      process.exitCode = exitCodeOf(error)
    }
  }

  #noPart(unknown: string): PiwError {
    const what = unknown.startsWith('-') ? 'flag' : 'part'
    return new PiwError(`rebuild has no ${what} "${escapeControls(unknown)}".`, {
      kind: 'usage',
      suggestions: [...this.#ways, `To rebuild the pages of a package: ${this.config.bin} rebuild project PACKAGE`],
    })
  }

  async #showHelp(): Promise<void> {
    // Slow to load, and needed only here.
    const {showHelp} = await import('./show-help.js')
    await showHelp(this.config, ['rebuild'])
    process.exitCode = EXIT_CODES.usage
  }
}

function argumentsOf(choice: Choice): readonly string[] {
  if (!('names' in choice)) return []
  return choice.names === 'all' ? ['--yes'] : choice.names
}
