import {resolveConfig, type ResolveOptions} from '../../src/config/resolve.js'
import {type PiwConfig} from '../../src/config/setting.js'
import {PiwError} from '../../src/errors/piw-error.js'
import {filesOf} from './files.js'

/** Resolves with these contents as the default files and nothing on the command line unless given. */
export async function resolveFiles(
  contents: readonly string[],
  commandLine: ResolveOptions['commandLine'] = {},
): Promise<{readonly config: PiwConfig; readonly files: readonly string[]}> {
  const files = await filesOf(...contents)
  return {config: await resolveConfig({commandLine, files}), files}
}

/** The error of an attempt that has to fail; no files and an empty command line unless given. */
export async function errorOf(options: Partial<ResolveOptions>): Promise<PiwError> {
  const error: unknown = await resolveConfig({commandLine: {}, files: [], ...options}).catch(
    (error_: unknown) => error_,
  )
  if (error instanceof PiwError) return error
  throw new Error('expected a PiwError', {cause: error})
}

/** The error for a file of this content, and the file's name. */
export async function errorIn(
  content: string,
  commandLine: ResolveOptions['commandLine'] = {},
): Promise<{readonly error: PiwError; readonly file: string}> {
  const [file = ''] = await filesOf(content)
  return {error: await errorOf({commandLine, files: [file]}), file}
}
