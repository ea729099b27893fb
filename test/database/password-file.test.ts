import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

import {parseDsn} from '../../src/database/dsn.js'
import {findPassword} from '../../src/database/password-file.js'

describe('the password file', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'piw-pgpass-'))
    file = join(folder, 'pgpass')
  })

  afterEach(() => rmSync(folder, {recursive: true}))

  async function find(dsn: string): Promise<string | undefined> {
    return (await findPassword(parseDsn(dsn, {}), {PGPASSFILE: file})).password
  }

  test('gives the password of the first line that fits', async () => {
    writeFileSync(file, 'db:5432:piwheels:ada:wrong\ndb:5432:*:ben:right\n*:*:*:*:late\n', {mode: 0o600})

    expect(await find('postgres://ben@db/piwheels')).toBe('right')
  })

  test('calls the Unix socket localhost', async () => {
    writeFileSync(file, 'localhost:5432:piwheels:ben:right\n', {mode: 0o600})

    expect(await find('postgres://ben@/piwheels')).toBe('right')
    expect(await find('postgres://ben@/piwheels?host=/run/other')).toBeUndefined()
  })

  test('may have comments, and colons and backslashes that are escaped', async () => {
    writeFileSync(file, String.raw`#*:*:*:*:comment` + '\n' + String.raw`\:\:1:*:*:ben:a\:b\\c`, {mode: 0o600})

    expect(await find('postgres://ben@[::1]/piwheels')).toBe(String.raw`a:b\c`)
  })

  test('may have more fields, which are ignored, and a backslash at the end', async () => {
    writeFileSync(file, '*:*:*:ada:right:more\n*:*:*:ben:right\\', {mode: 0o600})

    expect(await find('postgres://ada@db/piwheels')).toBe('right')
    expect(await find('postgres://ben@db/piwheels')).toBe('right\\')
  })

  test('is ignored when others may read it, which is said', async () => {
    writeFileSync(file, '*:*:*:*:right\n')
    chmodSync(file, 0o640)

    expect(await findPassword(parseDsn('postgres://ben@db/piwheels', {}), {PGPASSFILE: file})).toEqual({ignored: file})
  })

  test('may be missing', async () => {
    expect(await find('postgres://ben@db/piwheels')).toBeUndefined()
  })
})
