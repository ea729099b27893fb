import type {Hook} from '@oclif/core/hooks'

import type {PIW_CONFIG} from './events.js'

import {resolveFlags} from './resolve-flags.js'

/** Provides `piw:config`. */
const hook: Hook<typeof PIW_CONFIG> = async ({flags}) => resolveFlags(flags)

export default hook
