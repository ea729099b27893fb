import {Config, settings} from '@oclif/core'
import {fileURLToPath} from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A host with this package as its plugin, as `bin/run.js` loads it. */
export async function loadHost(): Promise<Config> {
  // What is shipped is tested, not the sources.
  settings.enableAutoTranspile = false
  return Config.load(ROOT)
}

/** A host that answers every event as it is told, of which nothing but that matters. */
export function hostThat(answers: {readonly failures?: readonly Error[]; readonly results?: readonly unknown[]}) {
  const plugin = (name: string) => ({name})
  const {failures = [], results = []} = answers
  return {
    bin: 'piw',
    runHook: async () => ({
      failures: failures.map((error) => ({error, plugin: plugin('broken')})),
      successes: results.map((result, index) => ({plugin: plugin(`provider-${index + 1}`), result})),
    }),
  } as unknown as Pick<Config, 'bin' | 'runHook'>
}
