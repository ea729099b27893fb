import {describe, expect, it} from 'vitest'

import {PiwError} from '../../src/errors/piw-error.js'
import {PIW_CONFIG} from '../../src/hooks/events.js'
import {runPiwHook} from '../../src/hooks/run-hook.js'
import {hostThat} from './host.js'

const run = async (...[answers]: Parameters<typeof hostThat>) => runPiwHook(hostThat(answers), PIW_CONFIG, {flags: {}})

describe('runPiwHook', () => {
  it('returns what the one provider returns', async () => {
    expect(await run({results: ['the configuration']})).toBe('the configuration')
  })

  it('says what to install where there is no provider', async () => {
    const error = await run({}).catch((error_: unknown) => error_)
    expect(error).toBeInstanceOf(PiwError)
    expect(error).toMatchObject({
      message: 'No installed plugin provides piw:config.',
      suggestions: [expect.stringContaining('piw plugins install @piwheels/plugin-rebuild')],
    })
  })

  it('names the providers where there is more than one, and says what to remove', async () => {
    await expect(run({results: [1, 2]})).rejects.toMatchObject({
      message: 'More than one installed plugin provides piw:config: provider-1, provider-2.',
      suggestions: [expect.stringContaining('piw plugins uninstall')],
    })
  })

  it('raises what the hook threw', async () => {
    const failure = new Error('thrown in the hook')
    await expect(run({failures: [failure]})).rejects.toBe(failure)
  })

  it('raises a failure even where another provider succeeds', async () => {
    const failure = new Error('thrown in the hook')
    await expect(run({failures: [failure], results: [1]})).rejects.toBe(failure)
  })
})
