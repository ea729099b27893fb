import {lstatSync, type Stats, statSync} from 'node:fs'
import {promisify} from 'node:util'

import {ConnectionLostError, UntrustedOwnerError} from './connection-errors.js'

/** The user that the master runs as, if it has its own. */
const MASTER_USER = 'piwheels'

/** What tells one socket from another at the same path. */
export type Identity = Pick<Stats, 'birthtimeMs' | 'ctimeMs' | 'dev' | 'ino'>

/**
 * Checks that the socket at a path is owned by a trusted user: root, the current user, `piwheels`, or another one by the
 * caller's choice. In /tmp any user can create a socket while the master's is missing.
 *
 * @param path of the socket
 * @param trusted another user to trust, by name or number
 * @returns the socket's identity, to be compared once connected
 * @throws {ConnectionLostError} when it has vanished
 * @throws {UntrustedOwnerError} when any other user owns the socket, or a symbolic link to it
 */
export async function checkOwner(path: string, trusted?: string): Promise<Identity> {
  const [socket, symlink] = identify(path)
  for (const {uid} of [symlink, socket]) {
    if (!(await isTrusted(uid, trusted))) throw new UntrustedOwnerError(path, await userName(uid))
  }

  return socket
}

/**
 * Checks that the socket at a path is still the same.
 *
 * @throws {ConnectionLostError} when it was replaced or removed
 */
export function checkSame(path: string, {dev, ino}: Identity): void {
  const [found] = identify(path)
  if (found.dev !== dev || found.ino !== ino) throw new ConnectionLostError(`ipc://${path}`)
}

/** The identity of a socket as text. It changes when a master restarts, even if the inode is reused. */
export function textOf({birthtimeMs, ctimeMs, dev, ino}: Identity): string {
  return `${dev}:${ino}:${birthtimeMs || ctimeMs}`
}

/** The identity of the socket at a path, by {@link textOf}; undefined when there is none. */
export function socketAt(path: string): string | undefined {
  const found = statSync(path, {throwIfNoEntry: false})
  return found && textOf(found)
}

/** The socket, and the symbolic link to it, or the socket again. */
function identify(path: string): readonly [Stats, Stats] {
  try {
    return [statSync(path), lstatSync(path)]
  } catch {
    throw new ConnectionLostError(`ipc://${path}`)
  }
}

async function isTrusted(uid: number, trusted: string | undefined): Promise<boolean> {
  if (uid === 0 || uid === process.getuid?.()) return true
  const users = [MASTER_USER, ...(trusted === undefined ? [] : [trusted])]
  for (const user of users) if ((await userId(user)) === uid) return true
  return false
}

/** The uid of a user given by name or number; undefined for an unknown name. */
async function userId(user: string): Promise<number | undefined> {
  if (/^\d+$/.test(user)) return Number(user)
  const answer = await id('-u', user)
  return answer === undefined ? undefined : Number(answer)
}

async function userName(uid: number): Promise<string> {
  return (await id('-nu', String(uid))) ?? String(uid)
}

/** Runs `id`, which knows users from other sources than /etc/passwd, too. */
async function id(option: string, user: string): Promise<string | undefined> {
  // Rarely needed, and slow to load.
  const {execFile} = await import('node:child_process')
  try {
    const {stdout} = await promisify(execFile)('id', [option, '--', user])
    return stdout.trim()
  } catch {
    return undefined
  }
}
