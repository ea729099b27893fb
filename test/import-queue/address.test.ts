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
    ['over the network', 'tcp://127.0.0.1:5555', 'expected ipc:// and a path'],
    ['within a process', 'inproc://master', 'expected ipc:// and a path'],
    ['a bare path', '/tmp/piw-import', 'expected ipc:// and a path'],
    ['in capitals', 'IPC:///tmp/piw-import', 'expected ipc:// and a path'],
    ['empty', '', 'expected ipc:// and a path'],
    ['without a path', 'ipc://', 'expected a path after ipc://'],
    ['of any socket', 'ipc://*', 'expected a path after ipc://'],
    ['of an abstract socket', 'ipc://@master', 'expected a socket in the file system'],
    ['longer than a path of a socket can be', `ipc:///${'x'.repeat(107)}`, '108 bytes, the limit is 107'],
    ['too long in bytes, not in characters', `ipc:///${'ä'.repeat(54)}`, '109 bytes'],
    ['with a NUL', 'ipc:///tmp/\0', String.raw`"ipc:///tmp/\x00": the path contains a NUL character`],
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
