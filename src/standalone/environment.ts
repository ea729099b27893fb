import {type UserInfo, userInfo} from 'node:os'
import path from 'node:path'

/** Variables that name a directory, to oclif or to Node.js. */
const DIRECTORIES = ['CACHE', 'CONFIG', 'DATA'].flatMap((kind) => [`PIW_${kind}_DIR`, `XDG_${kind}_HOME`])

/**
 * Ignores what would have oclif load code of others: a directory that depends on where piw is started, and the
 * development mode, which looks for a compiler in the home directory.
 */
function ignoreUnsafe(): void {
  for (const name of ['HOME', ...DIRECTORIES]) {
    if (!path.isAbsolute(process.env[name] ?? '')) delete process.env[name]
  }

  delete process.env.NODE_ENV
}

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

ignoreUnsafe()
ensureUser()
