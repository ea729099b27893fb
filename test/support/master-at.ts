import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {onTestFinished} from 'vitest'

import type {RebuildRequest} from '../../src/import-queue/messages.js'

import {ImportQueue, type ImportQueueOptions} from '../../src/import-queue/import-queue.js'
import {type EmulatedMaster, type MasterOptions, startMaster} from '../../src/testing/index.js'

/** An emulated master that ends with the test. */
export async function givenMaster(options?: MasterOptions): Promise<EmulatedMaster> {
  const master = await startMaster(options)
  onTestFinished(() => master.stop())
  return master
}

/** A connection that is closed with the test. */
export async function connectTo(
  {address}: {readonly address: string},
  options?: Omit<ImportQueueOptions, 'address'>,
): Promise<ImportQueue> {
  const queue = await ImportQueue.open({address, ...options})
  onTestFinished(() => queue.close())
  return queue
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'piw-test-'))
  onTestFinished(() => rm(folder, {force: true, recursive: true}))
  return folder
}

/** An address at which nobody listens yet, for a master that is started again. */
export async function freshAddress(): Promise<string> {
  return `ipc://${path.join(await temporaryFolder(), 'master')}`
}

/** Asks for the project page of a package. */
export function project(name: string): RebuildRequest {
  return ['REBUILD', ['PROJECT', name]]
}

/** So many names: `pkg-0`, `pkg-1` and so on. */
export function packageNames(count: number): string[] {
  return Array.from({length: count}, (_, index) => `pkg-${index}`)
}

/** Items in parts of one, each taken only when it is its turn. */
export async function* oneByOne<T>(
  items: AsyncIterable<T> | Iterable<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const item of items) yield [item]
}

/** All items of all parts that come, and what it ended with. */
export async function collectParts<T>(
  source: AsyncIterable<readonly T[]>,
): Promise<{readonly error: unknown; readonly items: T[]}> {
  const {error, items} = await collect(source)
  return {error, items: items.flat()}
}

/** All that comes, and what it ended with: undefined when it just ended. */
export async function collect<T>(source: AsyncIterable<T>): Promise<{readonly error: unknown; readonly items: T[]}> {
  const items: T[] = []
  try {
    for await (const item of source) items.push(item)
  } catch (error) {
    return {error, items}
  }

  return {error: undefined, items}
}
