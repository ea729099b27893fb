import {PiwCommand} from '../piw/piw-command.js'
import {foldArguments, unfoldArguments} from '../rebuild-cli/arguments.js'
import {rebuildFlags} from '../rebuild-cli/flags.js'
import {askAndRun, runPart} from '../rebuild-cli/interactive.js'
import {partBehindFlags} from '../rebuild-cli/part-behind-flags.js'

export default class Rebuild extends PiwCommand<void> {
  static override description =
    'Without a part, it prompts for what to rebuild and shows the equivalent command line. Without a terminal, or with --yes, it shows this help and exits 2.'
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %>  # prompts for what to rebuild',
      '$ <%= config.bin %> <%= command.id %> project numpy',
      '$ <%= config.bin %> <%= command.id %> project --help',
    ].join('\n'),
  ]
  static override flags = rebuildFlags
  // Otherwise oclif would read an argument as a command name and reject it.
  static override strict = false
  static override summary = 'Ask the piwheels master to rebuild pages of the site.'
  static override usage = 'rebuild [FLAGS]'

  async run() {
    const named = partBehindFlags(this.argv)
    if (named) return runPart(this.config, named.part, named.args)
    const {argv} = await this.parse(Rebuild, foldArguments(this.argv))
    return askAndRun({argv: this.argv, config: this.config, rest: unfoldArguments(argv)}, this.context)
  }
}
