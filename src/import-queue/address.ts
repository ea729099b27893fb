import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** The import queue's address unless configured, in the master as in its clients (observed on the real master). */
export const DEFAULT_ADDRESS = 'ipc:///tmp/piw-import'

/** `sun_path` of a Unix socket holds 108 bytes, the last of them NUL; ZeroMQ answers ENAMETOOLONG beyond that. */
const MAX_PATH_BYTES = 107

const SCHEME = 'ipc://'

/** An import-queue address that cannot be used: nothing was connected. */
export class AddressError extends PiwError {
  override readonly name = 'AddressError'

  constructor(message: string) {
    super(message, {
      kind: 'usage',
      suggestions: [
        `Give an address such as ${DEFAULT_ADDRESS}, by --import-queue or as import-queue in piwheels.conf.`,
      ],
    })
  }
}

/**
 * The path of the socket that an import-queue address names.
 *
 * Only ipc addresses are taken: the import queue trusts whoever reaches it, so it never leaves the machine.
 *
 * @throws {AddressError} for any other transport, a wildcard, an abstract socket, or a path that no socket can have
 */
export function socketPath(address: string): string {
  const found = `"${escapeControls(address)}"`
  if (!address.startsWith(SCHEME)) {
    throw new AddressError(
      `The import queue's address must begin with ${SCHEME}, but is ${found}; ` +
        'the master trusts whoever reaches it, so nothing that leaves this machine is taken.',
    )
  }

  const path = address.slice(SCHEME.length)
  if (path === '' || path === '*') throw new AddressError(`The import queue's address names no socket: ${found}.`)
  if (path.startsWith('@')) {
    throw new AddressError(`The import queue must be a socket in the file system, but its address is ${found}.`)
  }

  if (path.includes('\0')) throw new AddressError(`The import queue's address holds a NUL character: ${found}.`)
  const bytes = Buffer.byteLength(path)
  if (bytes > MAX_PATH_BYTES) {
    throw new AddressError(
      `The path of the import queue's socket is ${bytes} bytes long, but can have at most ${MAX_PATH_BYTES}: ${found}.`,
    )
  }

  return path
}
