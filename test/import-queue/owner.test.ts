import {execFileSync} from 'node:child_process'
import {chownSync, lchownSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {stat} from 'node:fs/promises'
import path from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'

import {ConnectionLostError, UntrustedOwnerError} from '../../src/import-queue/connection-errors.js'
import {checkOwner, checkSame} from '../../src/import-queue/owner.js'
import {temporaryFolder} from '../support/master-at.js'

const isRoot = process.getuid?.() === 0
const NOBODY = Number(execFileSync('id', ['-u', 'nobody'], {encoding: 'utf8'}))
/** A user that no system knows by name. */
const NAMELESS = 54_321

describe('the owner of a socket', () => {
  let file: string

  beforeEach(async () => {
    file = path.join(await temporaryFolder(), 'master')
    writeFileSync(file, '')
  })

  it('may be the user himself', async () => {
    const {dev, ino} = await stat(file)
    expect(await checkOwner(file)).toMatchObject({dev, ino})
  })

  it.runIf(!isRoot)('may be root', async () => {
    expect(await checkOwner('/etc/passwd')).toMatchObject({uid: 0})
  })

  it('that has vanished is like a master that goes away', async () => {
    rmSync(file)
    await expect(checkOwner(file)).rejects.toBeInstanceOf(ConnectionLostError)
  })

  describe.runIf(isRoot)('who is another user', () => {
    it('is refused by name', async () => {
      chownSync(file, NOBODY, NOBODY)
      await expect(checkOwner(file)).rejects.toMatchObject({
        constructor: UntrustedOwnerError,
        message: `The socket ${file} belongs to nobody, not to root, piwheels or you: it may not be the master's.`,
        suggestions: ['If the master runs as nobody, trust that user: --trust-user nobody'],
      })
    })

    it('is refused by number where he has no name', async () => {
      chownSync(file, NAMELESS, NAMELESS)
      await expect(checkOwner(file)).rejects.toThrow(`belongs to ${NAMELESS}, not`)
    })

    it.each([['nobody'], [String(NOBODY)]])('is taken when he is named (%s)', async (user) => {
      chownSync(file, NOBODY, NOBODY)
      expect(await checkOwner(file, user)).toMatchObject({uid: NOBODY})
    })

    it.each([['daemon'], ['no-such-user'], [''], ['-u'], [' nobody'], ['1']])(
      'is refused when another is named (%j)',
      async (user) => {
        chownSync(file, NOBODY, NOBODY)
        await expect(checkOwner(file, user)).rejects.toBeInstanceOf(UntrustedOwnerError)
      },
    )

    it('is refused for a symbolic link of his, too, whatever it points to', async () => {
      const link = `${file}-link`
      symlinkSync(file, link)
      await checkOwner(link)
      lchownSync(link, NOBODY, NOBODY)
      await expect(checkOwner(link)).rejects.toThrow('belongs to nobody')
    })

    it('is refused behind a symbolic link of one who is trusted', async () => {
      const link = `${file}-link`
      symlinkSync(file, link)
      chownSync(file, NOBODY, NOBODY)
      await expect(checkOwner(link)).rejects.toThrow('belongs to nobody')
    })
  })

  describe('is checked again once the connection stands', () => {
    it('and all is well where the socket is the same', async () => {
      const socket = await checkOwner(file)
      expect(() => checkSame(file, socket)).not.toThrow()
    })

    it('and where another is in its place, that is like a master that goes away', async () => {
      const socket = await checkOwner(file)
      writeFileSync(`${file}-new`, '')
      renameSync(`${file}-new`, file)
      expect(() => checkSame(file, socket)).toThrow(ConnectionLostError)
    })

    it('and so is none', async () => {
      const socket = await checkOwner(file)
      rmSync(file)
      expect(() => checkSame(file, socket)).toThrow(ConnectionLostError)
    })
  })
})
