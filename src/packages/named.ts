import type {OnCanonical, PackageSource} from './source.js'

import {PiwError} from '../errors/piw-error.js'
import {checkName, InvalidNameError} from './name.js'

export interface NamedOptions {
  /** Called at once with each name that was not in canonical form. */
  readonly onCanonical?: OnCanonical | undefined
}

/** The maximum number of invalid names in a message. */
const SHOWN = 5

/**
 * The packages given as arguments: canonical, in the same order, without repeats.
 *
 * @throws {@link PiwError} of kind `usage` that lists the invalid names
 */
export function namedPackages(names: readonly string[], options: NamedOptions = {}): PackageSource {
  const packages = checkAll(names, options)

  return {
    async close() {},
    count: packages.size,
    async *[Symbol.asyncIterator]() {
      yield [...packages]
    },
  }
}

function checkAll(names: readonly string[], {onCanonical}: NamedOptions): Set<string> {
  const packages = new Set<string>()
  const errors: InvalidNameError[] = []
  for (const raw of names) {
    try {
      const name = checkName(raw)
      if (name !== raw && !packages.has(name)) onCanonical?.(raw, name)
      packages.add(name)
    } catch (error) {
      if (!(error instanceof InvalidNameError)) throw error
      errors.push(error)
    }
  }

  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new PiwError(summary(errors), {kind: 'usage'})
  return packages
}

function summary(errors: readonly InvalidNameError[]): string {
  const lines = errors.slice(0, SHOWN).map((error) => `  ${error.message}`)
  if (errors.length > SHOWN) lines.push(`  and ${errors.length - SHOWN} more`)
  return [`${errors.length} of the names given are not package names:`, ...lines].join('\n')
}
