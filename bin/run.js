#!/usr/bin/env node
import {userInfo} from 'node:os'

import {enableCompileCache} from './compile-cache.js'

// oclif does not start without knowing the user's home folder and shell, or takes /tmp for the former, where others
// could have put whatever they like. So who has none gets Debian's names for that.
const user = knownUser()
process.env.HOME ||= user?.homedir || '/nonexistent'
process.env.SHELL ??= user?.shell ?? '/usr/sbin/nologin'

enableCompileCache()
await import('../bundle/run.js')

/** What the system knows of the user. */
function knownUser() {
  try {
    return userInfo()
  } catch {}
}
