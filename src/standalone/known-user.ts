import {type UserInfo, userInfo} from 'node:os'

/**
 * Makes sure that the environment names a home folder and a shell: oclif does not start without them, or takes /tmp for
 * the former, where others could have put whatever they like. Who has none gets Debian's names for that.
 */
function ensureUser(): void {
  if (process.env.HOME && process.env.SHELL !== undefined) return
  const user = knownUser()
  process.env.HOME ||= user?.homedir || '/nonexistent'
  process.env.SHELL ??= user?.shell ?? '/usr/sbin/nologin'
}

/** What the system knows of the user. */
function knownUser(): undefined | UserInfo<string> {
  try {
    return userInfo()
  } catch {}
}

ensureUser()
