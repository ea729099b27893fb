import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'

/** A new directory that lives as long as the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'piw-config-'))
  onTestFinished(() => rm(directory, {force: true, recursive: true}))
  return directory
}

/** Files of these contents in a new directory; their names, in the same order. */
export async function filesOf(...contents: readonly string[]): Promise<string[]> {
  const directory = await temporaryDirectory()
  const files = contents.map((_, index) => join(directory, `${index + 1}.conf`))
  await Promise.all(contents.map((content, index) => writeFile(files[index] ?? '', content)))
  return files
}
