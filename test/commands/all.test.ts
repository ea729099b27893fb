import {on, once} from 'node:events'
import {linkSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync} from 'node:fs'
import {createServer} from 'node:net'
import {beforeEach, describe, expect, it} from 'vitest'
import {Router} from 'zeromq'

import {parseDsn} from '../../src/database/dsn.js'
import {decodeRequest, encodeReply} from '../../src/testing/codec/codec.js'
import {invented, setStage} from './stage.js'

// As the bytes go: upper case first, "-" before "." before letters, all that is not ASCII last.
const ordered = ['B', 'a-c', 'a.b', 'ab', 'b', 'z', 'é']

const stage = setStage({database: 0, expansionTime: 0, packages: [...ordered, ...invented(3000)]})

const NOWHERE = 'postgres:///piwheels?host=/nowhere'
const project = (name: null | string) => ['REBUILD', ['PROJECT', name]]

describe('piw rebuild without packages named', () => {
  beforeEach(async () => stage.fill(ordered))

  describe('piw rebuild of all packages', () => {
    it('asks for each package of the database once, in the order of the C collation', async () => {
      await stage.fill([...ordered].reverse())
      const {code} = await stage.rebuild(['project', '--yes'])
      expect(await stage.asked()).toEqual(ordered.map((name) => project(name)))
      expect(code).toBe(0)
    })

    it('asks for index pages as BOTH', async () => {
      await stage.rebuild(['index', '--yes'])
      expect(await stage.asked()).toEqual(ordered.map((name) => ['REBUILD', ['BOTH', name]]))
    })

    it('asks for more packages than are fetched at a time, each once', async () => {
      await stage.fill(invented(2500))
      const {stdout} = await stage.rebuild(['project', '--yes'])
      expect(await stage.asked()).toEqual(invented(2500).map((name) => project(name)))
      expect(stdout).toContain('2,500 queued, 0 refused, 0 unanswered')
    })

    it('never has more than 64 requests unanswered', async () => {
      await stage.fill(invented(300))
      // Answers only once nothing more comes.
      using router = new PatientRouter()
      const address = `ipc://${stage.home.at('patient')}`
      await router.bind(address)
      const {result} = stage.start(['project', '--yes', '--import-queue', address])
      await router.serve(300)
      expect(router.most).toBe(64)
      expect((await result).code).toBe(0)
    })

    it('goes on behind refused packages, and exits 1', async () => {
      await stage.fill(['b', 'c-unknown', 'd-unknown', 'z'])
      const {code, stdout} = await stage.rebuild(['project', '--yes'])
      expect(await stage.asked()).toEqual(['b', 'c-unknown', 'd-unknown', 'z'].map((name) => project(name)))
      expect(stdout).toContain('2 queued, 2 refused, 0 unanswered')
      expect(stdout).toContain('c-unknown: unknown package c-unknown')
      expect(code).toBe(1)
    })

    it('names the first ten refused packages and counts the others', async () => {
      await stage.fill(Array.from({length: 12}, (_, n) => `no-${n + 10}`))
      const {stdout} = await stage.rebuild(['project', '--yes'])
      expect(stdout).toContain('no-19: unknown')
      expect(stdout).not.toContain('no-20: unknown')
      expect(stdout).toContain('and 2 more')
    })

    it('leaves out what cannot be sent, says so, and exits 1', async () => {
      await stage.fill(['b', 'bad\u0007name', 'z'])
      const {code, stderr} = await stage.rebuild(['project', '--yes'])
      expect(stderr).toContain(String.raw`Skipped an invalid package name in the database: "bad\x07name"`)
      expect(await stage.asked()).toEqual([project('b'), project('z')])
      expect(code).toBe(1)
    })

    it('says that a database has no packages', async () => {
      await stage.fill([])
      const {code, stderr} = await stage.rebuild(['project', '--yes'])
      expect(stderr).toContain('Error: The database has no packages.\n')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(1)
    })

    it('takes the dsn of the command line before that of the configuration', async () => {
      stage.home.configure(`import-queue = ${stage.master.address}`, `dsn = ${NOWHERE}`)
      await stage.rebuild(['project', '--yes', '--dsn', stage.database.dsn])
      expect(await stage.asked()).toEqual(ordered.map((name) => project(name)))
    })

    it('refuses a dsn of another scheme', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--dsn', 'mysql://localhost/piwheels'])
      expect(stderr).toContain('Invalid database address (dsn): it must start with postgres://')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe('the list of what was not queued', () => {
    const listOf = (stdout: string) => /--packages-from (\S+)/.exec(stdout)?.[1] ?? ''

    beforeEach(async () => stage.fill(['b', 'c-unknown', 'd-unknown', 'z']))

    it('names the packages, with the reasons', async () => {
      const {stdout} = await stage.rebuild(['project', '--yes'])
      expect(readFileSync(listOf(stdout), 'utf8')).toBe(
        'c-unknown # unknown package c-unknown\nd-unknown # unknown package d-unknown\n',
      )
    })

    it('can be read by its owner alone', async () => {
      const {stdout} = await stage.rebuild(['project', '--yes'])
      // eslint-disable-next-line no-bitwise
      expect(statSync(listOf(stdout)).mode & 0o777).toBe(0o600)
    })

    it('can be fed back with the command that is shown', async () => {
      const {stdout} = await stage.rebuild(['index', '--yes'])
      const [, again = ''] = /^ {2}piw rebuild (.*)$/m.exec(stdout) ?? []
      const before = (await stage.asked()).length
      await stage.rebuild(again.split(' '))
      expect((await stage.asked()).slice(before)).toEqual([
        ['REBUILD', ['BOTH', 'c-unknown']],
        ['REBUILD', ['BOTH', 'd-unknown']],
      ])
    })

    it('is not made when all are queued', async () => {
      await stage.fill(['b'])
      const {stdout} = await stage.rebuild(['project', '--yes'])
      expect(stdout).not.toContain('--packages-from')
    })
  })

  describe('a database that cannot be read', () => {
    it('is an error that names the fault and the way out, and nothing is sent', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--dsn', NOWHERE])
      expect(stderr).toBe(
        'Error: PostgreSQL is not running at /nowhere/.s.PGSQL.5432 (no such file or directory)\n' +
          'Give the address of the database with --dsn, or as dsn in piwheels.conf.\n' +
          'Or send one request for all with --single-request: for minutes the master then answers no other client.\n',
      )
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(1)
    })

    it('is an error of a dry run, too', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--dry-run', '--dsn', NOWHERE])
      expect(stderr).toContain('--single-request')
      expect(code).toBe(1)
    })

    it('is waited for while it starts', async () => {
      await stage.fill(['ab'])
      const dsn = new URL(stage.database.dsn)
      const {host, port} = parseDsn(stage.database.dsn)
      const [folder, name] = [stage.home.at('starting'), `.s.PGSQL.${port}`]
      const real = `${host}/${name}`
      mkdirSync(folder)
      // A socket that nobody listens at any more.
      const server = createServer().listen(`${folder}/before`)
      await once(server, 'listening')
      linkSync(`${folder}/before`, `${folder}/${name}`)
      server.close()
      dsn.searchParams.set('host', folder)
      const {child, result} = stage.start(['project', '--yes', '--dsn', dsn.href])
      for await (const [text] of on(child.stderr, 'data') as AsyncIterable<[string]>) {
        if (/\(connection refused\): waiting for the database to return\.\n/.test(text)) break
      }

      symlinkSync(real, `${folder}/now`)
      renameSync(`${folder}/now`, `${folder}/${name}`)
      expect(await result).toMatchObject({code: 0})
      expect(await stage.asked()).toEqual([project('ab')])
    })

    it('is an error with --match, which the master does not know', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--match', 'a*', '--dsn', NOWHERE])
      expect(stderr).toContain(
        'Error: PostgreSQL is not running at /nowhere/.s.PGSQL.5432 (no such file or directory)\n',
      )
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(1)
    })

    it('never shows a password', async () => {
      const {stderr, stdout} = await stage.rebuild([
        'project',
        '--yes',
        '--dsn',
        'postgres://user:sesame@/piwheels?host=/nowhere',
        '-v',
      ])
      expect(stdout + stderr).not.toContain('sesame')
    })
  })

  describe('--single-request', () => {
    it('asks the master to expand the list, without a look at the database', async () => {
      const {code, stderr, stdout} = await stage.rebuild(['index', '--yes', '--single-request', '--dsn', NOWHERE])
      expect(await stage.asked()).toEqual([['REBUILD', ['BOTH', null]]])
      expect(stdout).toContain('Queued: index and project pages of all packages.')
      expect(stderr).toBe('')
      expect(code).toBe(0)
    })

    it('cannot be combined with --match', async () => {
      const {code, stderr} = await stage.rebuild(['index', '--yes', '--single-request', '--match', 'a*'])
      expect(stderr).toContain('--single-request')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe('--match', () => {
    it('narrows the list', async () => {
      await stage.rebuild(['project', '--yes', '--match', 'a*'])
      expect(await stage.asked()).toEqual(['a-c', 'a.b', 'ab'].map((name) => project(name)))
    })

    it('takes ? for one character', async () => {
      await stage.rebuild(['project', '--yes', '--match', '?'])
      expect(await stage.asked()).toEqual(['B', 'b', 'z', 'é'].map((name) => project(name)))
    })

    it('takes a pattern as it takes names, in any writing', async () => {
      await stage.rebuild(['project', '--yes', '--match', 'A_*'])
      expect(await stage.asked()).toEqual([project('a-c')])
    })

    it('is an error when nothing matches', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--match', 'nothing-*'])
      expect(stderr).toContain('Error: No package matches "nothing-*".\n')
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(1)
    })

    it('refuses the wildcards of other languages', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--yes', '--match', 'a[bc]'])
      expect(stderr).toContain('"a[bc]" is not a pattern of package names')
      expect(code).toBe(2)
    })
  })

  describe('--dry-run', () => {
    it('says how many packages would be asked for', async () => {
      const {code, stdout} = await stage.rebuild(['project', '--dry-run'])
      expect(stdout).toContain('Would request project pages of 7 packages. Nothing was sent.\n')
      expect(code).toBe(0)
    })

    it('sends nothing, and needs no master', async () => {
      const {code} = await stage.rebuild(['project', '--dry-run', '--import-queue', 'ipc:///nowhere/at/all'])
      expect(await stage.asked()).toEqual([])
      expect(code).toBe(0)
    })

    it('prints with -v the names alone on standard output', async () => {
      const {stderr, stdout} = await stage.rebuild(['project', '--dry-run', '-v'])
      expect(stdout).toBe(ordered.map((name) => `${name}\n`).join(''))
      expect(stderr).toBe('Would request project pages of 7 packages. Nothing was sent.\n')
    })

    it('goes with --match', async () => {
      const {stdout} = await stage.rebuild(['project', '--dry-run', '--match', 'a*', '-v'])
      expect(stdout).toBe('a-c\na.b\nab\n')
    })

    it('goes with packages named', async () => {
      const {stderr, stdout} = await stage.rebuild(['project', '--dry-run', '-v', 'NumPy', 'foo'])
      expect(stdout).toBe('numpy\nfoo\n')
      expect(stderr).toContain('"NumPy" is requested as numpy\n')
    })

    it('goes with a list', async () => {
      const {stdout} = await stage.rebuild(['project', '--dry-run', '--packages-from', '-'], {input: 'foo\nfoo\nbar\n'})
      expect(stdout).toContain('Would request project pages of 2 packages. Nothing was sent.\n')
    })

    it('refuses what the run itself would refuse', async () => {
      const {code, stderr} = await stage.rebuild(['project', '--dry-run', '../x'])
      expect(stderr).toContain('"../x" is not a package name')
      expect(code).toBe(2)
    })

    it('exits 1 when the input holds a bad line, as the run itself would', async () => {
      const {code} = await stage.rebuild(['project', '--dry-run', '--packages-from', '-'], {input: 'foo\na b\n'})
      expect(code).toBe(1)
    })

    it('says that the master would expand the list', async () => {
      const {stdout} = await stage.rebuild(['index', '--dry-run', '--single-request'])
      expect(stdout).toBe(
        'Would request index and project pages of all packages, in one request that the master expands. Nothing was sent.\n',
      )
    })
  })
})

/** A router that answers only when nothing more comes, and notes how much was unanswered then. */
class PatientRouter {
  most = 0
  readonly #router = new Router({linger: 0, receiveTimeout: 100})

  async bind(address: string): Promise<void> {
    await this.#router.bind(address)
  }

  /** Answers so many requests. */
  async serve(count: number): Promise<void> {
    let unanswered: Buffer[] = []
    for (let answered = 0; answered < count;) {
      const identity = await this.#next()
      if (identity) {
        unanswered.push(identity)
        this.most = Math.max(this.most, unanswered.length)
        continue
      }

      answered += unanswered.length
      for (const to of unanswered) await this.#router.send([to, '', encodeReply(['DONE', 'REBUILD'])])
      unanswered = []
    }
  }

  [Symbol.dispose](): void {
    this.#router.close()
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const [identity, , body] = await this.#router.receive()
      decodeRequest(body!)
      return identity
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
      throw error
    }
  }
}
