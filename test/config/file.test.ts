import {execFileSync, spawn} from 'node:child_process'
import {chmod} from 'node:fs/promises'
import {join} from 'node:path'
import {afterEach, describe, expect, onTestFinished, test, vi} from 'vitest'

import {resolveConfig} from '../../src/config/resolve.js'
import {filesOf, temporaryDirectory} from './files.js'
import {errorOf} from './resolving.js'

async function givenFifo() {
  const fifo = join(await temporaryDirectory(), 'fifo')
  execFileSync('mkfifo', [fifo])
  return fifo
}

/** Writes into a FIFO, without waiting until it is read. */
function write(fifo: string, text: string) {
  const child = spawn('sh', ['-c', 'exec cat > "$0"', fifo])
  child.stdin.on('error', () => {}).end(text)
  onTestFinished(() => {
    child.kill()
  })
  return fifo
}

describe('files', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('a default file that is missing is skipped', async () => {
    const directory = await temporaryDirectory()
    const [file = ''] = await filesOf('dsn = a\n')
    const config = await resolveConfig({
      commandLine: {},
      files: [join(directory, 'piwheels.conf'), join(directory, 'no', 'piwheels.conf'), file],
    })
    expect(config.dsn.value).toBe('a')
  })

  test('a default file below what is no directory is skipped', async () => {
    const [file = ''] = await filesOf('dsn = a\n')
    const config = await resolveConfig({commandLine: {}, files: [join(file, 'piwheels.conf')]})
    expect(config.dsn.source).toEqual({from: 'default'})
  })

  test('a default file that is a directory is an error', async () => {
    const directory = await temporaryDirectory()
    const error = await errorOf({files: [directory]})
    expect(error.message).toBe(`Cannot read the configuration file ${directory}: it is a directory`)
    expect(error.kind).toBe('usage')
  })

  test('a default file that may not be read is an error', async () => {
    const [file = ''] = await filesOf('dsn = a\n')
    await chmod(file, 0)
    // Root may read everything, so the test steps down for a moment.
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(65_534)
    try {
      const error = await errorOf({files: [file]})
      expect(error.message).toBe(`Cannot read the configuration file ${file}: permission denied`)
    } finally {
      if (root) process.seteuid?.(0)
    }
  })

  test('a file asked for that is missing is an error', async () => {
    const file = join(await temporaryDirectory(), 'piwheels.conf')
    const error = await errorOf({configuration: file})
    expect(error.message).toBe(`Cannot read the configuration file ${file}: no such file or directory`)
    expect(error.kind).toBe('usage')
    expect(error.suggestions).toEqual(['Check the name given with --configuration.'])
  })

  test('a file asked for below what is no directory is an error', async () => {
    const [file = ''] = await filesOf('')
    const error = await errorOf({configuration: join(file, 'x')})
    expect(error.message).toContain('a part of its path is not a directory')
  })

  test('the file asked for may be a pipe that is written later', async () => {
    const fifo = await givenFifo()
    const config = resolveConfig({commandLine: {}, configuration: fifo, files: []})
    write(fifo, 'dsn = a')
    expect((await config).dsn).toMatchObject({source: {file: fifo, line: 1}, value: 'a'})
  })

  test.each([
    ['a pipe without anything', async () => write(await givenFifo(), ''), 'the pipe is empty'],
    ['a pipe that never ends', async () => write(await givenFifo(), 'x'.repeat(1_100_000)), 'the file is too large'],
    ['a device', async () => '/dev/zero', 'it is neither a regular file nor a pipe'],
    ['a file of a megabyte', async () => (await filesOf('x'.repeat(1_100_000)))[0] ?? '', 'the file is too large'],
  ])('%s is an error', async (_what, given, reason) => {
    const file = await given()
    expect((await errorOf({configuration: file})).message).toBe(`Cannot read the configuration file ${file}: ${reason}`)
  })

  test.each(['~', '~/piwheels.conf'])('a leading ~ in the file asked for is the home directory: %s', async (file) => {
    const home = await temporaryDirectory()
    vi.stubEnv('HOME', home)
    const {message} = await errorOf({configuration: file})
    expect(message).toContain(`Cannot read the configuration file ${file.replace('~', home)}: `)
  })

  test.each(['~x/piwheels.conf', './~/piwheels.conf'])('another ~ in it means itself: %s', async (file) => {
    expect((await errorOf({configuration: file})).message).toContain(`file ${file}: no such file`)
  })

  test('the file asked for needs a name', async () => {
    expect((await errorOf({configuration: ''})).message).toMatch(/^--configuration: expected the name of a file/)
  })
})
