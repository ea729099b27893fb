import {homedir} from 'node:os'
import {afterEach, describe, expect, test, vi} from 'vitest'

import {defaultConfigFiles} from '../../src/config/file.js'

const SYSTEM = ['/etc/piwheels.conf', '/usr/local/etc/piwheels.conf']

describe('the search path', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('ends with the file of the user', () => {
    expect(defaultConfigFiles('/home/me')).toEqual([...SYSTEM, '/home/me/.config/piwheels/piwheels.conf'])
  })

  test('takes the home directory of the system unless given', () => {
    vi.stubEnv('HOME', '/home/somebody')
    expect(defaultConfigFiles()).toEqual([...SYSTEM, '/home/somebody/.config/piwheels/piwheels.conf'])
  })

  test.each(['', 'somebody'])('has no file of the user where HOME is no absolute path: %j', (home) => {
    vi.stubEnv('HOME', home)
    expect(defaultConfigFiles()).toEqual(SYSTEM)
  })

  // Only root can become a user without an entry in the password file.
  test.runIf(process.geteuid?.() === 0)('has no file of the user where the system knows no home directory', () => {
    vi.stubEnv('HOME', 'restored by the stub')
    delete process.env.HOME
    process.seteuid?.(54_321)
    try {
      expect(() => homedir()).toThrow()
      expect(defaultConfigFiles()).toEqual(SYSTEM)
    } finally {
      process.seteuid?.(0)
    }
  })
})
