import * as Args from '@oclif/core/args'
import {Command} from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import {PIW_CONFIG, PIW_IMPORT_QUEUE, runPiwHook} from '@piwheels/plugin-rebuild'

/** Asks for the home page over a connection that it never closes. */
export default class Bare extends Command {
  static args = {
    how: Args.string({options: ['helper', 'raw', 'settings'], required: true}),
  }
  static flags = {
    'import-queue': Flags.string(),
    throw: Flags.boolean(),
  }
  static summary = 'Ask for the home page.'

  async run() {
    const {args, flags} = await this.parse(Bare)
    if (args.how === 'settings') {
      const {'import-queue': address} = await runPiwHook(this.config, PIW_CONFIG, {flags})
      this.log(`${address.value} from ${address.source.from}`)
      return
    }

    const queue =
      args.how === 'raw' ? await this.#openRaw(flags) : await runPiwHook(this.config, PIW_IMPORT_QUEUE, {flags})
    const [answer, what] = await queue.request(['REBUILD', ['HOME']])
    this.log(`${answer} ${what}`)
    if (flags.throw) throw new Error('Thrown with the connection open.')
  }

  /** What runPiwHook does, in short. */
  async #openRaw(flags) {
    const {failures, successes} = await this.config.runHook('piw:import-queue', {flags})
    if (failures.length > 0) throw failures[0].error
    return successes[0].result
  }
}
