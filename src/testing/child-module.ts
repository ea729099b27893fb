import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/**
 * The file of the master's process. It must be JavaScript, so when this module runs from its TypeScript source, as it
 * does under vitest, the built file is taken: src/testing/ is compiled to dist/testing/.
 *
 * @throws Error when it was not built
 */
export function childModule(): string {
  const built = import.meta.url.replace(/\/src\/testing\/[^/]*$/, '/dist/testing/')
  const file = fileURLToPath(new URL('master-process.js', built))
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first.`)
  return file
}
