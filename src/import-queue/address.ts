import {PiwError} from '../errors/piw-error.js'
import {escapeControls} from '../text/escape-controls.js'

/** The default address of the import queue, in the master and its clients (observed on the real master). */
export const DEFAULT_ADDRESS = 'ipc:///tmp/piw-import'

/** `sun_path` of a Unix socket holds 108 bytes, the last of them NUL; ZeroMQ fails with ENAMETOOLONG beyond that. */
const MAX_PATH_BYTES = 107

const SCHEME = 'ipc://'

/** An invalid import-queue address. Nothing was connected. */
export class AddressError extends PiwError {
  override readonly name = 'AddressError'

  /**
   * @param address as given
   * @param reason why it is invalid
   */
  constructor(address: string, reason: string) {
    super(`Invalid import-queue address "${escapeControls(address)}": ${reason}.`, {
      kind: 'usage',
      suggestions: [
        `Set an address such as ${DEFAULT_ADDRESS}, with --import-queue or as import-queue in piwheels.conf.`,
      ],
    })
  }
}

/**
 * The path of the socket that an import-queue address names.
 *
 * Only ipc addresses are accepted: the master trusts every client, so the import queue never leaves the machine.
 *
 * @throws {AddressError} for any other transport, a wildcard, an abstract socket, or an impossible path
 */
export function socketPath(address: string): string {
  const path = address.slice(SCHEME.length)
  const bytes = Buffer.byteLength(path)
  if (!address.startsWith(SCHEME)) {
    throw new AddressError(
      address,
      `expected ${SCHEME} and a path; the master trusts every client, so it has to be local`,
    )
  }

  if (path === '' || path === '*') throw new AddressError(address, `expected a path after ${SCHEME}`)
  if (path.startsWith('@'))
    throw new AddressError(address, 'expected a socket in the file system, found an abstract one')
  if (path.includes('\0')) throw new AddressError(address, 'the path contains a NUL character')
  if (bytes > MAX_PATH_BYTES) {
    throw new AddressError(address, `the path has ${bytes} bytes, the limit is ${MAX_PATH_BYTES}`)
  }

  return path
}
