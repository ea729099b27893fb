import {packagesArgs, packagesDescription, packagesFlags} from '../../../rebuild-command/flags.js'
import {PackagesCommand} from '../../../rebuild-command/packages-command.js'

export default class Index extends PackagesCommand {
  static override args = packagesArgs
  static override description = packagesDescription
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> numpy Pillow',
      description: 'Rebuild the index and project pages of two packages',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --yes',
      description: 'Rebuild the index and project pages of all packages without being asked',
    },
    {
      command: 'grep -v ^# broken.txt | <%= config.bin %> <%= command.id %> --packages-from -',
      description: 'Rebuild the pages of packages that come from another command',
    },
  ]
  static override flags = packagesFlags
  static override summary = 'Rebuild the index and project pages of packages, or of all packages.'

  async run() {
    const {args, flags} = await this.parse(Index)
    return this.rebuildPackages('index', {...flags, names: args.package ?? []})
  }
}
