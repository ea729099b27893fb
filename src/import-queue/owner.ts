import {lstatSync, type Stats, statSync} from 'node:fs'
import {promisify} from 'node:util'

import {ConnectionLostError, UntrustedOwnerError} from './connection-errors.js'

/** The user that the master runs as where it has one of its own. */
const MASTER_USER = 'piwheels'

/** What tells a socket from another in its place. */
export type Identity = Pick<Stats, 'birthtimeMs' | 'ctimeMs' | 'dev' | 'ino'>

/**
 * Makes sure that the socket at a path was put there by somebody to be trusted: root, the user himself, the user
 * `piwheels`, or one that the caller names. A sticky /tmp lets anyone put a socket where the master's is missing.
 *
 * @param path of the socket
 * @param trusted a user to trust besides, by name or number
 * @returns the socket's identity, to be compared once the connection stands
 * @throws {ConnectionLostError} when it has vanished
 * @throws {UntrustedOwnerError} when somebody else made the socket, or a symbolic link to it
 */
export async function checkOwner(path: string, trusted?: string): Promise<Identity> {
  const [socket, link] = identify(path)
  for (const {uid} of new Set([link, socket])) {
    if (!(await isTrusted(uid, trusted))) throw new UntrustedOwnerError(path, await userName(uid))
  }

  return socket
}

/**
 * Makes sure that the socket at a path is still the one that was checked.
 *
 * @throws {ConnectionLostError} when it is another, or none
 */
export function checkSame(path: string, {dev, ino}: Identity): void {
  const [found] = identify(path)
  if (found.dev !== dev || found.ino !== ino) throw new ConnectionLostError(`ipc://${path}`)
}

/**
 * The identity of a socket as a text: another one in its place has another, even with the inode of the first. A master
 * that is started again makes another one.
 */
export function textOf({birthtimeMs, ctimeMs, dev, ino}: Identity): string {
  return `${dev}:${ino}:${birthtimeMs || ctimeMs}`
}

/** The identity of the socket at a path, as {@link textOf} has it; undefined where there is none. */
export function socketAt(path: string): string | undefined {
  const found = statSync(path, {throwIfNoEntry: false})
  return found && textOf(found)
}

/** The socket, and the symbolic link to it, if there is one. */
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

/** The number of a user, given his name or that number; undefined when there is none. */
async function userId(user: string): Promise<number | undefined> {
  if (/^\d+$/.test(user)) return Number(user)
  const answer = await id('-u', user)
  return answer === undefined ? undefined : Number(answer)
}

async function userName(uid: number): Promise<string> {
  return (await id('-nu', String(uid))) ?? String(uid)
}

/** Asks the system, which may know users from elsewhere than /etc/passwd. */
async function id(option: string, user: string): Promise<string | undefined> {
  // Seldom needed, and slow to load.
  const {execFile} = await import('node:child_process')
  try {
    const {stdout} = await promisify(execFile)('id', [option, '--', user])
    return stdout.trim()
  } catch {
    return undefined
  }
}
