import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/**
 * Rejects a value for a flag that takes none. oclif would read it as an argument: `true` in `--yes=true` as a package.
 *
 * @throws {PiwError} of kind `usage`
 */
export function refuseValues(flags: Readonly<Record<string, {readonly type: string}>>, argv: readonly string[]): void {
  for (const argument of argv) {
    if (argument === '--') return
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(argument) ?? []
    if (flags[name]?.type !== 'boolean') continue
    throw new PiwError(`--${name} takes no value, but was given "${escapeControls(value, 60)}".`, {
      kind: 'usage',
      suggestions: [`Use --${name} without a value, or omit it.`],
    })
  }
}
