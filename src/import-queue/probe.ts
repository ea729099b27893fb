import {stat} from 'node:fs/promises'
import {connect} from 'node:net'

import {codeOf} from '../errors/system-error.js'
import {NoMasterError, type NoMasterReason} from './connection-errors.js'

const REASONS: Readonly<Record<string, NoMasterReason>> = {
  EACCES: 'no permission',
  ECONNREFUSED: 'stale',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ENOTSOCK: 'not a socket',
  EPERM: 'no permission',
}

/**
 * Finds out why nobody could be reached at a socket's path.
 *
 * ZeroMQ's monitor says that a connection failed, but gives no errno; a plain connection tells a missing socket, a stale
 * one, a plain file and a lack of permission apart. It returns where somebody listens after all, which a master does not
 * notice.
 *
 * @throws {NoMasterError} when nobody can be reached
 */
export async function probe(path: string): Promise<void> {
  try {
    await knock(path)
  } catch (error) {
    const code = codeOf(error)
    // Linux answers ECONNREFUSED for a plain file as well as for a stale socket.
    const reason = code === 'ECONNREFUSED' && (await isOther(path)) ? 'not a socket' : REASONS[code]
    throw new NoMasterError(path, reason ?? 'unreachable', error)
  }
}

async function knock(path: string): Promise<void> {
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

/** Whether something else than a socket is there; not so when it has just vanished. */
async function isOther(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => {})
  return found !== undefined && !found.isSocket()
}
