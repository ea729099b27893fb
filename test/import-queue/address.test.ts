import {describe, expect, it} from 'vitest'

import {AddressError, DEFAULT_ADDRESS, socketPath} from '../../src/import-queue/address.js'
import {ImportQueue} from '../../src/import-queue/import-queue.js'

describe('an import-queue address', () => {
  it.each([
    [DEFAULT_ADDRESS, '/tmp/piw-import'],
    ['ipc://relative/socket', 'relative/socket'],
    [`ipc:///${'x'.repeat(106)}`, `/${'x'.repeat(106)}`],
    ['ipc:///tmp/a@b*', '/tmp/a@b*'],
  ])('%s names a path', (address, path) => {
    expect(socketPath(address)).toBe(path)
  })

  it.each([
    ['over the network', 'tcp://127.0.0.1:5555', 'must begin with ipc://'],
    ['within a process', 'inproc://master', 'must begin with ipc://'],
    ['a bare path', '/tmp/piw-import', 'must begin with ipc://'],
    ['in capitals', 'IPC:///tmp/piw-import', 'must begin with ipc://'],
    ['empty', '', 'must begin with ipc://'],
    ['without a path', 'ipc://', 'names no socket'],
    ['of any socket', 'ipc://*', 'names no socket'],
    ['of an abstract socket', 'ipc://@master', 'must be a socket in the file system'],
    ['longer than a path of a socket can be', `ipc:///${'x'.repeat(107)}`, '108 bytes long, but can have at most 107'],
    ['too long in bytes, not in characters', `ipc:///${'ä'.repeat(54)}`, '109 bytes long'],
    ['with a NUL', 'ipc:///tmp/\0', String.raw`holds a NUL character: "ipc:///tmp/\x00"`],
    ['with what a terminal acts on', 'tcp://\u001B[2J', String.raw`"tcp://\x1b[2J"`],
  ])('that is %s is refused as a mistake of the user', (_, address, reason) => {
    const use = () => socketPath(address)
    expect(use).toThrow(AddressError)
    expect(use).toThrow(reason)
    expect(use).toThrow(expect.objectContaining({kind: 'usage'}))
  })

  it('is looked at before anything is connected', async () => {
    await expect(ImportQueue.open({address: 'tcp://127.0.0.1:5555'})).rejects.toThrow(AddressError)
  })
})
