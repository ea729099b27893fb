import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'

import type {PackagePart} from './page.js'

/** Requested pages of a package that are not written yet. */
export type BufferedPages = readonly [part: PackagePart, name: string]

/** Stores the buffer of a master that is stopped, oldest first. */
export function storeBuffer(file: string, buffer: readonly BufferedPages[]): void {
  writeFileSync(file, JSON.stringify(buffer))
}

/** Restores a stored buffer, if there is one, and removes the file: after a crash it must not be restored again. */
export function restoreBuffer(file: string): readonly BufferedPages[] {
  if (!existsSync(file)) return []
  const buffer = JSON.parse(readFileSync(file, 'utf8')) as readonly BufferedPages[]
  rmSync(file)
  return buffer
}
