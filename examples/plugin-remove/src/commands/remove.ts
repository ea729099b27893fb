import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {checkName, PiwCommand, PiwError} from '@piwheels/plugin-rebuild'

import {done, refused} from '../answers.js'

/** What `--json` prints. */
export interface Removal {
  readonly done: string
  readonly message: string
  readonly package: string
  readonly version: null | string
}

export default class Remove extends PiwCommand<Removal> {
  static override args = {
    package: Args.string({description: 'The package, by its name.', required: true}),
    version: Args.string({description: 'A version of it; the whole package unless given.'}),
  }
  static override description =
    'The files are taken off the site, too. With --skip, --builds or --yank it is kept, and only what they say is done.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> foo 1.0', description: 'Remove a version and its builds'},
    {
      command: '<%= config.bin %> <%= command.id %> foo --skip "not for Arm" --builds',
      description: 'Remove all builds of a package, and make no more',
    },
  ]
  static override flags = {
    builds: Flags.boolean({description: 'Remove only the builds.'}),
    skip: Flags.string({description: 'Build it no more, for this reason.', helpValue: 'REASON'}),
    yank: Flags.boolean({description: 'Yank the version.', exclusive: ['builds', 'skip']}),
    yes: Flags.boolean({char: 'y', description: 'Do not ask before.'}),
  }
  static override summary = 'Remove a package, or a version of it, from the site.'

  async run() {
    const {args, flags} = await this.parse(Remove)
    const {builds = false, skip = '', yank = false} = flags
    const {version} = args
    const name = checkName(args.package)
    // An empty variable in a script must not remove what was to be kept.
    if (flags.skip?.trim() === '') throw new PiwError('--skip takes a reason, but was given none.', {kind: 'usage'})
    if (yank && version === undefined) {
      throw new PiwError('--yank takes a version to yank, but only a package was named.', {
        kind: 'usage',
        suggestions: [`Name the version: ${this.config.bin} remove ${name} VERSION --yank`],
      })
    }

    const subject = version === undefined ? name : `${name} ${version}`
    const deeds = [builds && 'remove the builds of', skip && 'skip', yank && 'yank'].filter(Boolean)
    await this.confirm(`This will ${deeds.join(' and ') || 'remove'} ${subject}. Continue?`)
    const queue = await this.openImportQueue()
    const [answer, what] = await queue.request(
      version === undefined ? ['REMPKG', [name, builds, skip]] : ['REMVER', [name, version, builds, skip, yank]],
    )
    if (answer === 'ERROR') throw new PiwError(refused(subject, what))
    const message = done(subject, what)
    this.say(message)
    return {done: what, message, package: name, version: version ?? null}
  }
}
