import {userInfo} from 'node:os'
import {describe, expect, test} from 'vitest'

import {describeDsn, parseDsn} from '../../src/database/dsn.js'

const me = userInfo().username

describe('database addresses', () => {
  describe('parseDsn', () => {
    test('means the Unix socket and the user of this process where the address says nothing', () => {
      expect(parseDsn('postgres:///piwheels', {})).toMatchObject({
        database: 'piwheels',
        host: '/var/run/postgresql',
        password: undefined,
        port: 5432,
        user: me,
      })
    })

    test('takes the name of the user for that of the database', () => {
      expect(parseDsn('postgres://', {})).toMatchObject({database: me})
      expect(parseDsn('postgres://ben@', {})).toMatchObject({database: 'ben', user: 'ben'})
    })

    test('takes from the environment what the address leaves out', () => {
      const env = {
        PGDATABASE: 'd',
        PGHOST: '/run/pg',
        PGOPTIONS: '-c x=y',
        PGPASSWORD: 'p',
        PGPORT: '5433',
        PGUSER: 'u',
      }

      expect(parseDsn('postgres://', env)).toMatchObject({
        database: 'd',
        host: '/run/pg',
        options: '-c x=y',
        password: 'p',
        port: 5433,
        user: 'u',
      })
    })

    test('goes by the address where the environment says something else', () => {
      const env = {PGDATABASE: 'd', PGHOST: 'h', PGPASSWORD: 'p', PGPORT: '1', PGUSER: 'u'}

      expect(parseDsn('postgres://ben:secret@db.example:5433/piwheels', env)).toMatchObject({
        database: 'piwheels',
        host: 'db.example',
        password: 'secret',
        port: 5433,
        user: 'ben',
      })
    })

    test('takes a % that encodes nothing for itself, as SQLAlchemy does', () => {
      expect(parseDsn('postgres://u:100%@h/d', {}).password).toBe('100%')
      expect(parseDsn('postgres://u:%zz%41@h/d', {}).password).toBe('%zzA')
    })

    test.each(['PGHOSTADDR', 'PGSERVICE'])('refuses the environment variable %s, which it does not know', (name) => {
      expect(() => parseDsn('postgres:///d', {[name]: 'x'})).toThrow(
        `The environment variable ${name} is set, but not supported.`,
      )
    })

    test.each(['postgres', 'postgresql', 'postgresql+psycopg2'])('knows the scheme %s', (scheme) => {
      expect(parseDsn(`${scheme}://h/d`, {})).toMatchObject({database: 'd', host: 'h'})
    })

    test('decodes percent signs, and takes # and / in a password as they are', () => {
      expect(parseDsn('postgres://b%40n:p%3A#/?@%2Frun%2Fpg/my%20db', {})).toMatchObject({
        database: 'my db',
        host: '/run/pg',
        password: 'p:#/?',
        user: 'b@n',
      })
    })

    test('knows IPv6 addresses', () => {
      expect(parseDsn('postgres://[::1]:5433/d', {})).toMatchObject({host: '::1', port: 5433})
    })

    test('takes parameters of the query, over the rest', () => {
      const query = 'host=/run/pg&port=5433&user=u&password=p%26&dbname=e&options=-c%20search_path%3Dx'

      expect(parseDsn(`postgres://ben:secret@h/d?${query}&application_name=n&connect_timeout=3`, {})).toMatchObject({
        applicationName: 'n',
        connectTimeout: 3,
        database: 'e',
        host: '/run/pg',
        options: '-c search_path=x',
        password: 'p&',
        port: 5433,
        user: 'u',
      })
    })

    test('prefers TLS unless told otherwise', () => {
      expect(parseDsn('postgres://h/d', {}).tls.mode).toBe('prefer')
      expect(parseDsn('postgres://h/d', {PGSSLMODE: 'require'}).tls.mode).toBe('require')
      expect(parseDsn('postgres://h/d?sslmode=disable', {PGSSLMODE: 'require'}).tls.mode).toBe('disable')
    })

    test('lets pass parameters that ask for what is so anyway', () => {
      expect(parseDsn('postgres:///d?client_encoding=UTF8&target_session_attrs=any', {}).database).toBe('d')
    })

    test.each([
      ['', 'postgres:///piwheels'],
      ['piwheels', 'postgres:///piwheels'],
      ['host=/run/pg password=secret', 'postgres:///piwheels'],
      ['mysql://h/d', 'must start with postgres://'],
      ['postgres://h:secret/d', 'port'],
      ['postgres://h:0/d', 'port'],
      ['postgres://h:65536/d', 'port'],
      ['postgres://u:sec@ret@h/d', '%40'],
      ['postgres://a,b/d', 'several hosts'],
      ['postgres:///d?host=/a&host=/secret', 'parameter "host" is given more than once'],
      ['postgres://u:secret%00@h/d', 'postgres:///piwheels'],
      ['postgres:///d?target_session_attrs=read-write', 'target_session_attrs must be any'],
      ['postgres:///d?service=x', '"service" is not supported'],
      ['postgres:///d?sslmode=on', 'sslmode must be one of'],
      ['postgres:///d?sslmode=verify-full', 'needs sslrootcert'],
      ['postgres:///d?connect_timeout=soon', 'connect_timeout must be'],
    ])('refuses %s as a usage error that shows no password', (dsn, message) => {
      expect(() => parseDsn(dsn, {})).toThrow(
        expect.objectContaining({kind: 'usage', message: expect.stringContaining(message)}),
      )
      expect(() => parseDsn(dsn, {})).not.toThrow(/sec(?!on)|ret/)
    })
  })

  describe('describeDsn', () => {
    test.each([
      ['postgres:///piwheels', 'postgres:///piwheels'],
      ['postgres://ben:secret@h:5433/d', 'postgres://ben@h:5433/d'],
      ['postgres://ben:/?s#e:cret@[::1]/d', 'postgres://ben@[::1]/d'],
      ['postgres:///d?user=u&password=secret&p%61ssword=secret&port=1', 'postgres:///d?user=u&port=1'],
      ['postgres://u:sec@ret@h/d', '(not a database address)'],
      ['postgres://u:secret', '(not a database address)'],
      ['host=h password=secret', '(not a database address)'],
      ['postgres://h/\u001B[31m', String.raw`postgres://h/\x1b[31m`],
    ])('shows %j without its password', (dsn, shown) => {
      expect(describeDsn(dsn)).toBe(shown)
    })
  })
})
