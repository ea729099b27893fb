import {readdirSync, readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {refuser} from '../database/relay.js'
import {setScene} from './scene.js'

const scene = setScene({database: 2000})

const SECRET = 'open-sesame'

/** Everything that was left on the disk. */
function onDisk(): string {
  const files = readdirSync(scene.home.folder, {recursive: true, withFileTypes: true})
  return files
    .filter((file) => file.isFile() && file.name !== 'piwheels.conf')
    .map((file) => readFileSync(`${file.parentPath}/${file.name}`, 'utf8'))
    .join('\n')
}

/** The dsn of the database, with a password that it does not ask for. */
function withPassword(): string {
  const {dsn} = scene.database
  return dsn.includes('://') ? `${dsn}&password=${SECRET}` : dsn
}

async function expectSecret(args: readonly string[], lines: readonly string[] = []) {
  scene.configure(...lines)
  for (const more of ['-v', '--json']) {
    const {stderr, stdout} = await scene.start([...args, '-l', scene.home.at('log'), more]).result
    expect(stdout + stderr).not.toContain('sesame')
  }

  expect(onDisk()).not.toContain('sesame')
}

describe('a password in a dsn', () => {
  it('is nowhere to be seen when the run is stopped: screen, log, checkpoint, list', async () => {
    const master = await scene.master({packages: [], serviceTime: 1})
    const run = scene.start(['project', '--yes', '-v', '-l', scene.home.at('log'), '--dsn', withPassword()])
    await master.untilReceived(500)
    run.child.kill('SIGINT')
    const {code, stderr, stdout} = await run.result
    expect(code).toBe(130)
    expect(stdout + stderr).not.toContain('sesame')
    expect(readdirSync(scene.data)).toHaveLength(2)
    expect(readFileSync(scene.home.at('log'), 'utf8')).not.toBe('')
    expect(onDisk()).not.toContain('sesame')
  })

  it.each([
    ['no server', `postgres://ben:${SECRET}@/piwheels?host=/nowhere`],
    ['no such host', `postgres://ben:${SECRET}@no-such-host.invalid/piwheels`],
    ['nobody at the port', `postgres://ben:${SECRET}@127.0.0.1:1/piwheels`],
    ['a port that is none', `postgres://ben:${SECRET}@localhost:${SECRET}/piwheels`],
    ['no host', `postgres://ben:${SECRET}`],
    ['another scheme', `mysql://ben:${SECRET}@localhost/piwheels`],
    ['no scheme', `ben:${SECRET}@localhost/piwheels`],
    ['an escape that is none', `postgres://ben:%ZZ${SECRET}@localhost/piwheels`],
    ['an option that there is not', `postgres://ben@localhost/piwheels?password=${SECRET}&bogus=${SECRET}`],
  ])('is not shown by an error: %s', async (_case, dsn) => {
    await scene.master()
    await expectSecret(['project', '--yes', '--match', '*', '--timeout', '1', '--dsn', dsn])
  })

  it('is not shown by an error about the configuration', async () => {
    await scene.master()
    await expectSecret(['project', '--yes', '--match', '*'], [`dsn = mysql://ben:${SECRET}@localhost/piwheels`])
  })

  it('is not shown by an error about other flags', async () => {
    const dsn = `postgres://ben:${SECRET}@/piwheels`
    await expectSecret(['project', '--dsn', dsn, '--bogus'])
    await expectSecret(['project', '--dsn', dsn, '--timeout', 'never'])
    await expectSecret(['home', '--dsn', dsn])
  })

  it.each([
    ['a misspelt flag', ['project', `--dns=postgres://ben:${SECRET}@/piwheels`]],
    ['an argument', ['home', `postgres://ben:${SECRET}@/piwheels`]],
    ['an argument with a parameter', ['home', `postgres:///piwheels?password=${SECRET}&user=ben`]],
    ['another flag', ['home', '--timeout', `postgres://ben:sec@${SECRET}@/piwheels`]],
  ])('is not shown by an error about %s', async (_what, args) => {
    await expectSecret(args)
  })

  it.each([
    ['28P01', 'password authentication failed for user "ben"'],
    ['28000', 'no pg_hba.conf entry'],
    [undefined, ''],
  ])('is not shown when the server refuses it (%s)', async (code, message) => {
    await scene.master()
    const server = await refuser(code, message)
    scene.onEnd(() => server.stop())
    await expectSecret(['project', '--yes', '--match', '*', '--dsn', `${server.dsn}&connect_timeout=1`])
  })
})
