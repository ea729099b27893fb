import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'

import type {PackagePart} from './page.js'

/** Pages of a package that were requested and not written yet. */
export type BufferedPages = readonly [part: PackagePart, name: string]

/** Stores what is in the buffer of a master that is stopped, oldest first. */
export function storeBuffer(file: string, buffer: readonly BufferedPages[]): void {
  writeFileSync(file, JSON.stringify(buffer))
}

/** Takes up what was stored, if anything was. It is removed, so that it is not written again after a crash. */
export function takeUpBuffer(file: string): readonly BufferedPages[] {
  if (!existsSync(file)) return []
  const buffer = JSON.parse(readFileSync(file, 'utf8')) as readonly BufferedPages[]
  rmSync(file)
  return buffer
}
