import type {Report} from '../../rebuild/report.js'

import {PiwCommand} from '../../piw/piw-command.js'
import {foldArguments, unfoldArguments} from '../../rebuild-cli/arguments.js'
import {dryRun} from '../../rebuild-cli/dry-run.js'
import {packagesArgs, packagesDescription, packagesFlags} from '../../rebuild-cli/flags.js'
import {packagesJob} from '../../rebuild-cli/options.js'
import {rebuild} from '../../rebuild-cli/rebuild.js'

export default class Project extends PiwCommand<Report | undefined> {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %> numpy Pillow',
      '$ <%= config.bin %> <%= command.id %> --yes  # all packages, without a prompt',
      "$ <%= config.bin %> <%= command.id %> --match 'django-*' --dry-run -v",
      '$ <%= config.bin %> <%= command.id %> --packages-from packages.txt',
    ].join('\n'),
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the project pages of some or all packages.'
  static override usage = 'rebuild project [PACKAGE...] [FLAGS]'

  async run() {
    const {args, flags} = await this.parse(Project, foldArguments(this.argv))
    const job = await packagesJob('project', flags, unfoldArguments(args.package ?? []))
    return flags['dry-run'] ? dryRun(job, this.context) : rebuild(job, this.context)
  }
}
