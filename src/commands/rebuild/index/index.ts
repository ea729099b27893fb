import type {Report} from '../../../rebuild/report.js'

import {PiwCommand} from '../../../piw/piw-command.js'
import {foldArguments, unfoldArguments} from '../../../rebuild-cli/arguments.js'
import {dryRun} from '../../../rebuild-cli/dry-run.js'
import {packagesArgs, packagesDescription, packagesFlags} from '../../../rebuild-cli/flags.js'
import {packagesJob} from '../../../rebuild-cli/options.js'
import {rebuild} from '../../../rebuild-cli/rebuild.js'

export default class Index extends PiwCommand<Report | undefined> {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %> numpy Pillow',
      '$ <%= config.bin %> <%= command.id %> --yes  # all packages, without a prompt',
      '$ grep django packages.txt | <%= config.bin %> <%= command.id %> --packages-from -',
    ].join('\n'),
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the index and project pages of some or all packages.'
  static override usage = 'rebuild index [PACKAGE...] [FLAGS]'

  async run() {
    const {args, flags} = await this.parse(Index, foldArguments(this.argv))
    const job = await packagesJob('index', flags, unfoldArguments(args.package ?? []))
    return flags['dry-run'] ? dryRun(job, this.context) : rebuild(job, this.context)
  }
}
