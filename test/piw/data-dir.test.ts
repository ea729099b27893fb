import {chmodSync, chownSync, mkdirSync, readdirSync} from 'node:fs'
import path from 'node:path'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import {dataDirOf} from '../../src/piw/data-dir.js'
import {canBeAnotherUser} from '../support/another-user.js'
import {givenMaster} from '../support/master-at.js'
import {Home, piw} from '../support/piw.js'

describe('the directory for state', () => {
  let home: Home

  beforeEach(() => {
    home = new Home()
    onTestFinished(() => home.remove())
  })

  const inHome = () => home.at('.local/share/piw')
  const chosen = (dataDir = inHome(), own = '/home/own') => dataDirOf({dataDir, dirname: 'piw'}, () => own)

  it('is that of oclif in the user’s own home, there or not', () => {
    expect(chosen()).toBe(inHome())
    mkdirSync(inHome(), {recursive: true})
    expect(chosen()).toBe(inHome())
  })

  it('is in the user’s own home where that of oclif depends on where the command is started', () => {
    expect(chosen('data/piw')).toBe('/home/own/.local/share/piw')
  })

  // Only root can give a directory away.
  describe.runIf(canBeAnotherUser)('in the home of another, as sudo may keep HOME,', () => {
    const giveAway = () => {
      chownSync(home.folder, 12_345, 12_345)
      chmodSync(home.folder, 0o777)
    }

    it('is in the user’s own home', () => {
      giveAway()
      expect(chosen()).toBe('/home/own/.local/share/piw')
    })

    it('is the user’s own there', () => {
      giveAway()
      mkdirSync(inHome(), {recursive: true})
      expect(chosen()).toBe(inHome())
    })

    it('is that of oclif where the system does not know the user’s own', () => {
      giveAway()
      const fail = () => {
        throw new Error('no such user')
      }

      expect(dataDirOf({dataDir: inHome(), dirname: 'piw'}, fail)).toBe(inHome())
    })

    it('is not made: nothing is', async () => {
      giveAway()
      const {address} = await givenMaster({packages: []})
      const socket = address.replace('ipc://', '')
      chmodSync(path.dirname(socket), 0o755)
      chmodSync(socket, 0o777)
      const {stderr} = await piw(['rebuild', 'project', 'nosuch', '--rate', '0', '--import-queue', address], {
        cwd: '/',
        env: home.env,
        // nobody, whose own home is not there.
        uid: 65_534,
      })
      expect(stderr).toContain('cannot be listed in a file: permission denied')
      expect(readdirSync(home.folder)).toEqual([])
    })
  })

  it.runIf(canBeAnotherUser)(
    'of another who keeps it to himself is no matter: the command works, and says nothing of it',
    async () => {
      mkdirSync(home.at('.local'), {mode: 0o700})
      chownSync(home.folder, 54_321, 54_321)
      const {code, stderr} = await piw(['--version'], {cwd: '/', env: home.env, uid: 54_321})
      expect(stderr).toBe('')
      expect(code).toBe(0)
    },
  )
})
