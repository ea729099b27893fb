import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, onTestFinished, test, vi} from 'vitest'

import {openPackages} from '../../src/database/database.js'
import {collect, first} from '../packages/collect.js'
import {startDatabase, type TestDatabase} from '../support/database.js'
import {refuser, relay} from './relay.js'

// In the order of their bytes, which that of most languages is not.
const ODD = ['Django', 'a-b', 'a.b', 'a_b', 'aab', 'zope%x', 'zope-x', '日本']
const UNSAFE = ['a\u001B[31m', 'a\nb']
const INVENTED = Array.from({length: 3500}, (_, n) => `pkg-${String(n + 1).padStart(7, '0')}`)
const SAFE = [...ODD, ...INVENTED].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

describe('the packages of the database', () => {
  let database: TestDatabase
  let dsn: string

  beforeAll(async () => {
    database = await startDatabase({packages: [...UNSAFE, ...ODD, ...INVENTED].toReversed()})
    dsn = database.dsn
  })

  afterAll(() => database.stop())

  test('are all there, as they stand in the table, in the order of their bytes', async () => {
    expect(await collect(await openPackages({dsn}))).toEqual(SAFE)
  })

  test('are counted before the first is read, the unsafe ones too', async () => {
    const packages = await openPackages({dsn})
    onTestFinished(() => packages.close())

    expect(packages.count).toBe(SAFE.length + UNSAFE.length)
  })

  test('without a name, or with one of megabytes, are left out and reported', async () => {
    await database.query('ALTER TABLE packages RENAME TO others')
    await database.query('CREATE TABLE packages(package text)')
    onTestFinished(async () => {
      await database.query('DROP TABLE packages')
      await database.query('ALTER TABLE others RENAME TO packages')
    })
    await database.query("INSERT INTO packages VALUES ('numpy'), (NULL), (repeat('x', 5000000))")
    const onUnsafe = vi.fn<(name: string) => void>()
    const packages = await openPackages({dsn, onUnsafe})

    expect(packages.count).toBe(3)
    expect(await collect(packages)).toEqual(['numpy'])
    expect(onUnsafe.mock.calls.flat()).toEqual(['x'.repeat(201), '(NULL)'])
  })

  test('that are not safe to send are left out and reported', async () => {
    const onUnsafe = vi.fn<(name: string) => void>()
    const names = await collect(await openPackages({dsn, onUnsafe}))

    expect(names).not.toContain(UNSAFE[0])
    expect(onUnsafe.mock.calls.flat().toSorted()).toEqual(UNSAFE.toSorted())
  })

  test('stay as they were counted, whatever happens to the table meanwhile', async () => {
    const packages = await openPackages({dsn})
    await database.query("INSERT INTO packages VALUES ('new')")
    await database.query("DELETE FROM packages WHERE package = 'a-b'")
    onTestFinished(async () => {
      await database.query("DELETE FROM packages WHERE package = 'new'")
      await database.query("INSERT INTO packages VALUES ('a-b')")
    })

    expect(await collect(packages)).toEqual(SAFE)
  })

  test('can be read from after a name, as an earlier reading left off', async () => {
    const packages = await openPackages({after: 'pkg-0003498', dsn})

    expect(packages.count).toBe(5)
    expect(await collect(packages)).toEqual(['pkg-0003499', 'pkg-0003500', 'zope%x', 'zope-x', '日本'])
  })

  test('can be narrowed by a pattern, which is made canonical', async () => {
    const packages = await openPackages({dsn, match: 'PKG_*349?'})

    expect(packages.count).toBe(10)
    expect(await collect(packages)).toEqual(INVENTED.slice(3489, 3499))
  })

  test('can be narrowed by a pattern and a name at once, to none', async () => {
    const packages = await openPackages({after: 'zope', dsn, match: 'a*'})

    expect(packages.count).toBe(0)
    expect(await collect(packages)).toEqual([])
  })

  test('take a quote in a name for what it is', async () => {
    expect(await collect(await openPackages({after: "zope' OR ''='", dsn}))).toEqual(['zope-x', '日本'])
  })

  test('can be read twice at the same time', async () => {
    const [one, other] = [await openPackages({dsn}), await openPackages({dsn, match: 'zope*'})]

    expect(await collect(other)).toEqual(['zope%x', 'zope-x'])
    expect(await collect(one)).toEqual(SAFE)
  })

  test('leave no connection behind before the first is read', async () => {
    const between = await relay(dsn)
    onTestFinished(() => between.stop())
    const packages = await openPackages({dsn: between.dsn})
    onTestFinished(() => packages.close())

    await vi.waitFor(() => expect(between.connections()).toBe(0))
  })

  test('can be closed unread, and twice', async () => {
    const packages = await openPackages({dsn})
    await packages.close()

    await expect(packages.close()).resolves.toBeUndefined()
  })

  test('come over TCP without TLS from this machine', async () => {
    const between = await relay(dsn)
    onTestFinished(() => between.stop())

    expect(await first(await openPackages({dsn: between.dsn}))).toBe(SAFE[0])
  })

  test('do not come without TLS where it is required', async () => {
    const between = await relay(dsn)
    onTestFinished(() => between.stop())

    await expect(openPackages({dsn: `${between.dsn}&sslmode=require`})).rejects.toThrow('add sslmode=disable')
  })

  test('end with the reason of the signal when it is aborted, even while the server is silent', async () => {
    const stop = new AbortController()
    const between = await relay(dsn, {after: 20_000, fault: 'hang'})
    onTestFinished(() => between.stop())
    const opening = openPackages({dsn: between.dsn, signal: stop.signal})
    await between.failed
    const reason = new Error('enough')
    stop.abort(reason)

    await expect(opening).rejects.toBe(reason)
  })

  test('are not even asked for once the signal is aborted', async () => {
    await expect(openPackages({dsn, signal: AbortSignal.abort(new Error('enough'))})).rejects.toThrow('enough')
  })

  test('are not asked for with a pattern that is none', async () => {
    await expect(openPackages({dsn: 'postgres:///?host=/nowhere', match: '[a]'})).rejects.toThrow('is not a pattern')
  })

  test('are missed where there is no table of them', async () => {
    await database.query('ALTER TABLE packages RENAME TO others')
    onTestFinished(async () => {
      await database.query('ALTER TABLE others RENAME TO packages')
    })

    await expect(openPackages({dsn})).rejects.toMatchObject({
      kind: 'failure',
      lost: false,
      message: expect.stringMatching(/^Database ".*" has no table "packages"$/),
    })
  })

  test('are lost, not just ended, when the connection breaks', async () => {
    const between = await relay(dsn, {after: 20_000})
    onTestFinished(() => between.stop())

    await expect(openPackages({dsn: between.dsn})).rejects.toMatchObject({
      kind: 'failure',
      lost: true,
      message: expect.stringContaining('The connection to PostgreSQL was lost (127.0.0.1, port'),
    })
  })

  test('are lost when the server does not answer in time', async () => {
    const between = await relay(dsn, {after: 20_000, fault: 'hang'})
    onTestFinished(() => between.stop())

    await expect(openPackages({dsn: between.dsn, timeout: 0.2})).rejects.toMatchObject({
      lost: true,
      message: expect.stringMatching(/The connection to PostgreSQL was lost .*: it has not answered for 0\.2 s$/),
    })
  })

  test('do not need the database any more when it dies', async () => {
    const database = await startDatabase({packages: 5000})
    onTestFinished(() => database.stop())
    const packages = await openPackages({dsn: database.dsn})
    await database.kill('SIGKILL')

    expect(await collect(packages)).toHaveLength(5000)
  })

  describe('a database that cannot be reached', () => {
    test.each([
      ['28P01', 'password authentication failed', 'PostgreSQL refused the password of user "ben"'],
      ['28000', 'Peer authentication failed', 'PostgreSQL refused user "ben": Peer authentication failed'],
      ['3D000', 'database "x" does not exist', 'PostgreSQL has no database "piwheels"'],
      ['42501', 'no CONNECT privilege', 'User "ben" may not use database "piwheels"'],
      ['57P03', 'the database system is starting up', 'PostgreSQL does not accept connections at the moment'],
      ['53300', 'sorry, too many clients already', 'Cannot connect to PostgreSQL'],
    ])('says in one line why it refused (%s), and no password', async (code, said, message) => {
      const server = await refuser(code, said)
      onTestFinished(() => server.stop())
      const error: Error = await openPackages({dsn: server.dsn}).then(
        () => expect.unreachable(),
        (error: unknown) => error as Error,
      )

      expect(error).toMatchObject({kind: 'failure', lost: false, name: 'DatabaseError'})
      expect(error.message).toContain(message)
      expect(error.message).not.toMatch(/\n|sesame/)
    })

    test('has no socket', async () => {
      await expect(openPackages({dsn: 'postgres:///?host=/nowhere'})).rejects.toMatchObject({
        kind: 'failure',
        message: 'PostgreSQL is not running at /nowhere/.s.PGSQL.5432 (no such file or directory)',
      })
    })

    test('does not listen', async () => {
      await expect(openPackages({dsn: 'postgres://127.0.0.1:1/'})).rejects.toThrow(
        'PostgreSQL is not running at 127.0.0.1, port 1 (connection refused)',
      )
    })

    test('has a file that is no socket in its place', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'piw-stale-'))
      onTestFinished(() => rmSync(folder, {recursive: true}))
      writeFileSync(join(folder, '.s.PGSQL.5432'), '')

      await expect(openPackages({dsn: `postgres:///?host=${folder}`})).rejects.toThrow('PostgreSQL is not running')
    })

    test('does not answer in time', async () => {
      const server = await refuser()
      onTestFinished(() => server.stop())

      await expect(openPackages({dsn: `${server.dsn}&connect_timeout=1`})).rejects.toThrow('it did not answer in time')
    })

    test('is given up while it does not answer, when the signal is aborted', async () => {
      const server = await refuser()
      onTestFinished(() => server.stop())
      const stop = new AbortController()
      const opening = openPackages({dsn: `${server.dsn}&connect_timeout=0`, signal: stop.signal})
      await server.connected
      stop.abort(new Error('enough'))

      await expect(opening).rejects.toThrow('enough')
    })

    test('is given up before it is even asked, when the signal is aborted', async () => {
      const server = await refuser()
      onTestFinished(() => server.stop())
      const stop = new AbortController()
      const opening = openPackages({dsn: `${server.dsn}&connect_timeout=0`, signal: stop.signal})
      stop.abort(new Error('enough'))

      await expect(opening).rejects.toThrow('enough')
    })

    test('is not looked for at an address that is wrong', async () => {
      await expect(openPackages({dsn: 'mysql://u:sesame@h/d'})).rejects.toMatchObject({
        kind: 'usage',
        name: 'DatabaseError',
      })
    })
  })
})
