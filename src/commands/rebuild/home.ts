import {rebuildFlags} from '../../rebuild-cli/flags.js'
import {SiteCommand} from '../../rebuild-cli/site-command.js'

export default class Home extends SiteCommand {
  static override description =
    'The master writes the page at once, and with it the search index. The command returns when the master has taken the request; with --wait, when the page is written.'
  static override examples = [
    ['$ <%= config.bin %> <%= command.id %>', '$ <%= config.bin %> <%= command.id %> --json  # for a script'].join(
      '\n',
    ),
  ]
  static override flags = rebuildFlags
  // Or oclif would read an argument as the name of a command and say that there is none.
  static override strict = false
  static override summary = 'Rebuild the home page of the site.'
  static override usage = 'rebuild home [FLAGS]'

  async run() {
    const {argv, flags} = await this.parse(Home)
    return this.rebuildSite('home', argv, flags)
  }
}
