import {packagesArgs, packagesDescription, packagesFlags} from '../../rebuild-command/flags.js'
import {PackagesCommand} from '../../rebuild-command/packages-command.js'

export default class Project extends PackagesCommand {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> numpy Pillow',
      description: 'Rebuild the project pages of two packages',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --yes',
      description: 'Rebuild the project pages of all packages without being asked',
    },
    {
      command: "<%= config.bin %> <%= command.id %> --match 'django-*' --dry-run -v",
      description: 'See which packages a pattern takes in',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --packages-from packages.txt',
      description: 'Rebuild the project pages of the packages in a list',
    },
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the project pages of packages, or of all packages.'

  async run() {
    const {args, flags} = await this.parse(Project)
    return this.rebuildPackages('project', {...flags, names: args.package ?? []})
  }
}
