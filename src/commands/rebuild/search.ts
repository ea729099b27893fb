import {rebuildFlags} from '../../rebuild-command/flags.js'
import {SiteCommand} from '../../rebuild-command/site-command.js'

export default class Search extends SiteCommand {
  static override description =
    'The master writes the index (packages.json) at once, and with it the home page. The command returns when the master has taken the request; with --wait, when the index is written.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Rebuild the search index'},
    {
      command: '<%= config.bin %> <%= command.id %> --timeout 30',
      description: 'Give up when the master does not answer for half a minute',
    },
  ]
  static override flags = rebuildFlags
  // Or oclif would read an argument as the name of a command and say that there is none.
  static override strict = false
  static override summary = 'Rebuild the search index of the site.'

  async run() {
    const {argv, flags} = await this.parse(Search)
    return this.rebuildSite('search', argv, flags)
  }
}
