import {stat} from 'node:fs/promises'
import {connect} from 'node:net'

import {codeOf} from '../errors/system-error.js'
import {NoMasterError, type NoMasterReason} from './connection-errors.js'

const REASONS: Readonly<Record<string, NoMasterReason>> = {
  EACCES: 'no permission',
  EAGAIN: 'busy',
  ECONNREFUSED: 'stale',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ENOTSOCK: 'not a socket',
  EPERM: 'no permission',
}

/**
 * Finds out why connecting to a socket failed.
 *
 * ZeroMQ's monitor reports that a connection failed, but no errno; a plain connection distinguishes a missing socket, a
 * stale one, a plain file and denied permission. If it succeeds, which the master does not notice, this returns.
 *
 * @throws {NoMasterError} when connecting fails
 */
export async function probe(path: string): Promise<void> {
  try {
    await tryConnect(path)
  } catch (error) {
    const code = codeOf(error)
    // Linux reports ECONNREFUSED for a plain file as well as for a stale socket.
    const reason = code === 'ECONNREFUSED' && (await isNoSocket(path)) ? 'not a socket' : REASONS[code]
    throw new NoMasterError(path, reason ?? 'unreachable', error)
  }
}

/** Whether a plain connection succeeds. */
export async function isListening(path: string): Promise<boolean> {
  return tryConnect(path).then(
    () => true,
    () => false,
  )
}

async function tryConnect(path: string): Promise<void> {
  const socket = connect(path)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
  } finally {
    socket.destroy()
  }
}

/** Whether a file of another type is there; false when it has just vanished. */
async function isNoSocket(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => {})
  return found !== undefined && !found.isSocket()
}
