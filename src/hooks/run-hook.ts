import type {Hook} from '@oclif/core/hooks'

import type {PiwEvents} from './events.js'

import {PiwError} from '../errors/piw-error.js'

/** What it takes of oclif's Config, be it the class or the interface, of oclif 4 or 5. */
export interface HookRunner {
  readonly bin: string
  runHook(event: string, options: Record<string, unknown>): Promise<Hook.Result<unknown>>
}

const PROVIDER = '@piwheels/plugin-rebuild'

/**
 * Runs one of the suite's events and returns what its one provider returns.
 *
 * oclif swallows what a hook throws and runs whatever hooks there are; here a failure is raised, and so are no provider
 * and more than one.
 *
 * @throws what the hook threw
 * @throws {PiwError} when there is not exactly one provider
 */
export async function runPiwHook<E extends keyof PiwEvents>(
  config: HookRunner,
  event: E,
  options: PiwEvents[E]['options'],
): Promise<PiwEvents[E]['return']> {
  const {failures, successes} = await config.runHook(event, {...options})
  const [failure] = failures
  if (failure) throw failure.error
  const [provider, ...others] = successes
  if (!provider) {
    throw new PiwError(`No installed plugin provides ${event}.`, {
      suggestions: [`Install the one that does: ${config.bin} plugins install ${PROVIDER}`],
    })
  }

  if (others.length > 0) {
    const names = successes.map(({plugin}) => plugin.name)
    throw new PiwError(`More than one installed plugin provides ${event}: ${names.join(', ')}.`, {
      suggestions: [`Keep one and remove the others: ${config.bin} plugins uninstall NAME`],
    })
  }

  return provider.result as PiwEvents[E]['return']
}
