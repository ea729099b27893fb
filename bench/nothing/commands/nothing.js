import {Command} from '@oclif/core'

export default class Nothing extends Command {
  static summary = 'Do nothing.'

  async run() {}
}
