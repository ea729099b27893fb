import type {Hook} from '@oclif/core/hooks'

import {closeQueues} from './open-queues.js'

/** Closes a command's connections when it has ended or failed: an open one would keep the process alive. */
const hook: Hook.Finally = async ({config}) => {
  closeQueues(config)
}

export default hook
