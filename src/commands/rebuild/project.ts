import {packagesArgs, packagesDescription, packagesFlags} from '../../rebuild-cli/flags.js'
import {PackagesCommand} from '../../rebuild-cli/packages-command.js'

export default class Project extends PackagesCommand {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    [
      '$ <%= config.bin %> <%= command.id %> numpy Pillow',
      '$ <%= config.bin %> <%= command.id %> --yes  # all packages, without a question',
      "$ <%= config.bin %> <%= command.id %> --match 'django-*' --dry-run -v",
      '$ <%= config.bin %> <%= command.id %> --packages-from packages.txt',
    ].join('\n'),
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the project pages of packages, or of all packages.'
  static override usage = 'rebuild project [PACKAGE...] [FLAGS]'

  async run() {
    const {args, flags} = await this.parse(Project)
    return this.rebuildPackages('project', {...flags, names: args.package ?? []})
  }
}
