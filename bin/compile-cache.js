import {mkdirSync} from 'node:fs'
import module from 'node:module'
import {homedir} from 'node:os'
import path from 'node:path'

/**
 * Keeps what V8 makes of the sources for the next start, where Node.js can (22 and later).
 *
 * In a folder of the user's own: the default is one in the folder for temporary files, where anybody could put code.
 */
export function enableCompileCache() {
  if (!module.enableCompileCache) return
  try {
    const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'piw', 'compiled')
    mkdirSync(cache, {mode: 0o700, recursive: true})
    module.enableCompileCache(cache)
  } catch {
    // It only would have been quicker.
  }
}
