import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import path from 'node:path'

import type {Page} from './page.js'

/** Replaces a page in the output folder as the real master does: a new file is renamed over the old one. */
export function replacePage(folder: string, page: Page, text: string): void {
  const file = path.join(folder, page)
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`)
  mkdirSync(path.dirname(file), {recursive: true})
  writeFileSync(draft, text)
  renameSync(draft, file)
}
