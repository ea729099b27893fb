import type {Hook} from '@oclif/core/hooks'

import {closeQueues} from './open-queues.js'

/** Closes the connections of a command that has ended, by success or error; an open one would keep the process alive. */
const hook: Hook.Finally = async ({config}) => {
  closeQueues(config)
}

export default hook
