import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {parseDsn} from '../../src/database/dsn.js'
import {tlsTo} from '../../src/database/tls.js'
import {temporaryFolder} from '../support/master-at.js'

const tlsOf = async (host: string, query = '') => tlsTo(host, parseDsn(`postgres:///d?${query}`, {}).tls)

describe('TLS', () => {
  it.each(['', 'sslmode=prefer', 'sslmode=allow', 'sslmode=disable'])(
    'is not used on this machine with "%s"',
    async (query) => {
      for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(await tlsOf(host, query)).toBe(false)
    },
  )

  it('is never used on a Unix socket', async () => {
    expect(await tlsOf('/var/run/postgresql', 'sslmode=require')).toBe(false)
  })

  it.each(['', 'sslmode=prefer', 'sslmode=allow', 'sslmode=require'])(
    'is used to other hosts with "%s", with any certificate',
    async (query) => {
      for (const host of ['db.example', '192.0.2.1', '127.example']) {
        expect(await tlsOf(host, query)).toMatchObject({rejectUnauthorized: false})
      }
    },
  )

  it('is not used to other hosts where it is disabled', async () => {
    expect(await tlsOf('db.example', 'sslmode=disable')).toBe(false)
  })

  it('verifies the certificate where it is told to, and the name only with verify-full', async () => {
    const file = path.join(await temporaryFolder(), 'ca.pem')
    writeFileSync(file, 'CA')
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      const tls = await tlsOf('db.example', `sslmode=${mode}&sslrootcert=${file}`)
      expect(tls).toMatchObject({ca: 'CA', rejectUnauthorized: true})
      expect(Object.keys(tls).includes('checkServerIdentity')).toBe(mode !== 'verify-full')
    }
  })

  it('with a file that cannot be read is a usage error', async () => {
    await expect(tlsOf('db.example', 'sslmode=require&sslrootcert=/nowhere')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('cannot read sslrootcert: no such file or directory'),
    })
  })
})
