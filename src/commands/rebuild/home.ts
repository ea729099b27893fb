import type {Report} from '../../rebuild/report.js'

import {PiwCommand} from '../../piw/piw-command.js'
import {foldArguments, unfoldArguments} from '../../rebuild-cli/arguments.js'
import {rebuildFlags} from '../../rebuild-cli/flags.js'
import {siteJob} from '../../rebuild-cli/options.js'
import {rebuild} from '../../rebuild-cli/rebuild.js'

export default class Home extends PiwCommand<Report> {
  static override description =
    'The master writes the page at once, and with it the search index. The command returns when the master has accepted the request; with --wait, when the page is written.'
  static override examples = [
    ['$ <%= config.bin %> <%= command.id %>', '$ <%= config.bin %> <%= command.id %> --json  # for a script'].join(
      '\n',
    ),
  ]
  static override flags = rebuildFlags
  // Otherwise oclif would read an argument as a command name and reject it.
  static override strict = false
  static override summary = 'Rebuild the home page of the site.'
  static override usage = 'rebuild home [FLAGS]'

  async run() {
    const {argv, flags} = await this.parse(Home, foldArguments(this.argv))
    return rebuild(siteJob('home', flags, unfoldArguments(argv), this.config.bin), this.context)
  }
}
