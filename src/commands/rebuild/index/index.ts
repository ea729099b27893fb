import {packagesArgs, packagesDescription, packagesFlags} from '../../../rebuild-cli/flags.js'
import {PackagesCommand} from '../../../rebuild-cli/packages-command.js'

export default class Index extends PackagesCommand {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %> numpy Pillow',
      '$ <%= config.bin %> <%= command.id %> --yes  # all packages, without a question',
      '$ grep django packages.txt | <%= config.bin %> <%= command.id %> --packages-from -',
    ].join('\n'),
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the index and project pages of packages, or of all packages.'
  static override usage = 'rebuild index [PACKAGE...] [FLAGS]'

  async run() {
    const {args, flags} = await this.parse(Index)
    return this.rebuildPackages('index', {...flags, names: args.package ?? []})
  }
}
