import type {Report} from '../../rebuild/report.js'

import {PiwCommand} from '../../piw/piw-command.js'
import {foldArguments, unfoldArguments} from '../../rebuild-cli/arguments.js'
import {rebuildFlags} from '../../rebuild-cli/flags.js'
import {siteJob} from '../../rebuild-cli/options.js'
import {rebuild} from '../../rebuild-cli/rebuild.js'

export default class Search extends PiwCommand<Report> {
  static override description =
    'The master writes the index (packages.json) at once, and with it the home page. The command returns when the master has accepted the request; with --wait, when the index is written.'
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %>',
      '$ <%= config.bin %> <%= command.id %> --timeout 30  # give up after 30 s without an answer',
    ].join('\n'),
  ]
  static override flags = rebuildFlags
  // Otherwise oclif would read an argument as a command name and reject it.
  static override strict = false
  static override summary = 'Rebuild the search index of the site.'
  static override usage = 'rebuild search [FLAGS]'

  async run() {
    const {argv, flags} = await this.parse(Search, foldArguments(this.argv))
    return rebuild(siteJob('search', flags, unfoldArguments(argv), this.config.bin), this.context)
  }
}
