import {mkdirSync, renameSync, utimesSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {vi} from 'vitest'

import {type OnHidden, type Site} from '../../src/pages/page.js'
import {temporaryFolder} from '../support/master-at.js'

/** The folder of a site, in which a test writes pages as the master does. It goes with the test. */
export class TestSite implements Site {
  readonly folder: string
  readonly onHidden = vi.fn<OnHidden>()

  private constructor(folder: string) {
    this.folder = folder
  }

  static async make(): Promise<TestSite> {
    return new TestSite(await temporaryFolder())
  }

  at(file: string): string {
    return path.join(this.folder, file)
  }

  /** Writes pages as the master does: each a new file, renamed over the old one. */
  write(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(path.dirname(this.at(file)), {recursive: true})
      writeFileSync(this.at(`${file}.new`), '<html>')
      renameSync(this.at(`${file}.new`), this.at(file))
    }
  }

  /** Writes a page as the master did then. */
  writtenAt(time: Date | string, ...files: readonly string[]): void {
    this.write(...files)
    for (const file of files) utimesSync(this.at(file), new Date(time), new Date(time))
  }
}
