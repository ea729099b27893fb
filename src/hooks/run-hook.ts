import type {Hook} from '@oclif/core/hooks'

import type {PiwEvents} from './events.js'

import {PiwError} from '../errors/piw-error.js'
import './copies.js'

/** The required part of oclif's Config: class or interface, oclif 4 or 5. */
export interface HookRunner {
  readonly bin: string
  runHook(event: string, options: Record<string, unknown>): Promise<Hook.Result<unknown>>
}

const PROVIDER = '@piwheels/plugin-rebuild'

/**
 * Runs one of the suite's events and returns the result of its only provider.
 *
 * oclif catches what hooks throw, and runs any number of them. Here a hook's failure is thrown, and so is an error unless
 * there is exactly one provider.
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
      suggestions: [`Install one: ${config.bin} plugins install ${PROVIDER}`],
    })
  }

  if (others.length > 0) {
    const names = successes.map(({plugin}) => plugin.name)
    throw new PiwError(`More than one installed plugin provides ${event}: ${names.join(', ')}.`, {
      suggestions: [`Uninstall all but one: ${config.bin} plugins uninstall NAME`],
    })
  }

  return provider.result as PiwEvents[E]['return']
}
