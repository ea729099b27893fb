import {existsSync, readFileSync, renameSync, symlinkSync, unlinkSync, utimesSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'

import type {EmulatedMaster} from '../../src/testing/index.js'

import {project} from '../support/master-at.js'
import {distinct, invented, type Run, setScene} from './scene.js'

const COUNT = 300
const scene = setScene({database: COUNT})

const names = invented(COUNT)
// What a master is asked for stays in its buffer, unless a test lets it go.
const HELD = 100_000

const site = () => scene.home.at('site')
const write = async (master: EmulatedMaster, which: readonly string[]) =>
  master.write(...which.map((name) => project(name)))

async function start(...args: readonly string[]): Promise<{master: EmulatedMaster; run: Run}> {
  const master = await scene.master({hold: HELD, output: site(), writingSpeed: 2000})
  return {master, run: scene.start(['project', '--yes', '--wait', ...args])}
}

/** Undefined while there is none. */
function checkpoint() {
  return existsSync(scene.checkpoint) ? scene.readCheckpoint() : undefined
}

/** Waits until all has been asked for, and the pages of the first so many packages have been seen. */
async function untilSeen(master: EmulatedMaster, count: number): Promise<void> {
  await master.untilReceived(COUNT)
  await write(master, names.slice(0, count))
  const last = count === 0 ? null : names[count - 1]
  await expect.poll(() => checkpoint()?.last, {interval: 20, timeout: 20_000}).toBe(last)
}

describe('a wait for pages in adversity', () => {
  beforeEach(() => {
    scene.home.write('site/index.html', '')
    scene.configure(`output-path = ${site()}`)
  })

  it.each([
    ['SIGINT', 'Ctrl-C', 130],
    ['SIGTERM', 'SIGTERM', 143],
  ] as const)(
    'by %s ends at once, counts and lists what is not written, and can be resumed',
    async (signal, by, code) => {
      const {master, run} = await start()
      await untilSeen(master, 100)
      run.child.kill(signal)
      const stopped = await run.result
      expect(stopped.stdout).toContain(
        `Stopped by ${by}. 300 queued, 0 refused, 0 unanswered, 100 written, 200 not written in`,
      )
      expect(stopped.stdout).toContain('To resume:\n  piw rebuild project --resume --wait --rate 0\n')
      expect(stopped.code).toBe(code)
      expect(scene.readCheckpoint()).toMatchObject({last: names[99], queued: 100, written: 100})
    },
  )

  it.each([0, 100])('goes on with --resume --wait behind the last page that was written (%i)', async (seen) => {
    const {master, run} = await start()
    await untilSeen(master, seen)
    run.child.kill('SIGINT')
    await run.result
    const resumed = scene.start(['project', '--yes', '--resume', '--wait'])
    await master.untilReceived(COUNT + COUNT - seen)
    await write(master, names.slice(seen))
    const {code, stderr, stdout} = await resumed.result
    expect(stderr).toContain(`${seen} of 300 packages done`)
    expect(stdout).toContain('300 queued, 0 refused, 0 unanswered, 300 written in')
    expect((await scene.asked()).slice(COUNT)).toEqual(names.slice(seen))
    expect(code).toBe(0)
  })

  it('that is stopped by kill -9 has lost nothing', async () => {
    const {master, run} = await start()
    await untilSeen(master, 100)
    // Behind one that is missing.
    await write(master, names.slice(101, 200))
    run.child.kill('SIGKILL')
    await run.result
    expect(scene.readCheckpoint()).toMatchObject({last: names[99], queued: 100, written: 100})
    const resumed = scene.start(['project', '--yes', '--resume', '--wait'])
    await master.untilReceived(COUNT + 200)
    await write(master, names.slice(100))
    expect((await resumed.result).stdout).toContain('300 queued, 0 refused, 0 unanswered, 300 written in')
  })

  it('that is stopped may be gone on with without waiting', async () => {
    const {master, run} = await start()
    await untilSeen(master, 100)
    run.child.kill('SIGINT')
    await run.result
    const {code, stdout} = await scene.start(['project', '--yes', '--resume']).result
    expect(stdout).toContain('300 queued, 0 refused, 0 unanswered in')
    expect(code).toBe(0)
  })

  it('keeps the pages that were given up: counted, named and listed', async () => {
    const lost = names[7]!
    const options = {hold: 0, output: site(), serviceTime: 30, unwritten: [lost], writingSpeed: 2000}
    const master = await scene.master(options)
    const run = scene.start(['project', '--yes', '--wait', '--wait-timeout', '3'])
    await expect.poll(() => checkpoint()?.unwritten, {interval: 20, timeout: 20_000}).toBe(1)
    run.child.kill('SIGINT')
    expect((await run.result).code).toBe(130)
    await master.set({serviceTime: 0})
    const resumed = await scene.start(['project', '--yes', '--resume', '--wait', '--json']).result
    const report = JSON.parse(resumed.stdout)
    expect(report).toMatchObject({queued: COUNT, requested: COUNT, unwritten: 1, written: COUNT - 1})
    expect(report.failures).toEqual([{package: lost, reason: 'not written within 3 s', status: 'unwritten'}])
    expect(readFileSync(report.failureList, 'utf8')).toBe(`${lost} # not written within 3 s\n`)
    expect(resumed.code).toBe(1)
  })

  it('keeps what --older-than meant when it began', async () => {
    const old = new Date('2026-01-01T00:00:00Z')
    for (const name of names.slice(0, 50)) {
      utimesSync(scene.home.write(`site/project/${name}/index.html`, ''), old, old)
    }

    const began = Date.now()
    const master = await scene.master({hold: HELD, output: site(), writingSpeed: 2000})
    const run = scene.start(['project', '--yes', '--wait', '--older-than', '30s'])
    await master.untilReceived(COUNT)
    await write(master, names.slice(0, 100))
    await expect.poll(() => scene.readCheckpoint(), {timeout: 20_000}).toMatchObject({last: names[99]})
    run.child.kill('SIGINT')
    await run.result
    const {olderThan} = scene.readCheckpoint()
    expect(olderThan?.text).toBe('30s')
    expect(began - Date.parse(olderThan!.time)).toBeLessThan(30_000)

    // One that has become new enough in the meantime, by what it meant then.
    await write(master, names.slice(200, 201))
    const resumed = scene.start(['project', '--yes', '--resume', '--older-than', '30s', '--json'])
    expect(JSON.parse((await resumed.result).stdout)).toMatchObject({
      olderThan: olderThan!.time,
      queued: 299,
      upToDate: 1,
    })
    expect(distinct((await scene.asked()).slice(COUNT))).toEqual(names.slice(100).filter((name) => name !== names[200]))
  })

  it('does not go on with another --older-than', async () => {
    const {master, run} = await start()
    await untilSeen(master, 10)
    run.child.kill('SIGINT')
    await run.result
    const {code, stderr} = await scene.start(['project', '--yes', '--resume', '--older-than', '3d']).result
    expect(stderr).toContain('Error: No such rebuild of project pages was stopped.')
    expect(code).toBe(2)
  })

  it('sees the output folder go in the midst, says so once, and waits for it', async () => {
    scene.home.write('site/project/x', '')
    scene.configure(`output-path = ${site()}`)
    const master = await scene.master({hold: HELD, output: site(), writingSpeed: 2000})
    const run = scene.start(['project', '--wait', names[0]!, names[1]!])
    await master.untilReceived(2)
    renameSync(site(), scene.home.at('away'))
    symlinkSync('site', site())
    await run.until(/Warning: .* is not readable \(its symbolic links .*\); it counts as not written\./)
    unlinkSync(site())
    renameSync(scene.home.at('away'), site())
    await write(master, names.slice(0, 2))
    const {code, stderr} = await run.result
    expect(stderr.match(/is not readable/g)).toHaveLength(1)
    expect(code).toBe(0)
  })

  it('asks again for the pages that a master has queued when it dies in mid-stream', async () => {
    const options = {hold: HELD, output: site(), writingSpeed: 2000}
    const first = await scene.master({...options, dieAfter: 200})
    const run = scene.start(['project', '--yes', '--wait'])
    await first.exited
    await run.until(/master is gone/)
    await scene.master({...options, hold: 0})
    const {code, stdout} = await run.result
    expect(stdout).toMatch(/^300 queued, 0 refused, 0 unanswered, 200 queued again, 300 written in/m)
    expect((await scene.asked()).slice(201)).toEqual(names)
    expect(code).toBe(0)
  })

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'sees that the master dies (%s) when all is queued, and asks again for what it has not written',
    async (signal) => {
      const {master, run} = await start()
      await untilSeen(master, 50)
      await master.kill(signal)
      await run.until(/The master is gone/)
      await scene.master({hold: 0, output: site(), writingSpeed: 2000})
      const {code, stderr, stdout} = await run.result
      expect(stderr).toContain('The master is back. Requesting again 250 packages that it may not have written.\n')
      expect(stdout).toMatch(/^300 queued, 0 refused, 0 unanswered, 250 queued again, 300 written in/m)
      expect((await scene.asked()).slice(COUNT)).toEqual(names.slice(50))
      expect(code).toBe(0)
    },
  )

  it('ends well where a master that went away had written all', async () => {
    const {master, run} = await start()
    await untilSeen(master, COUNT - 1)
    await master.kill()
    await run.until(/The master is gone/)
    scene.home.write(`site/project/${names.at(-1)}/index.html`, '')
    const {code, stdout} = await run.result
    expect(stdout).toMatch(/^300 queued, 0 refused, 0 unanswered, 300 written in/m)
    expect(code).toBe(0)
  })

  it('ends where the master does not come back within --timeout; what is missing is listed', async () => {
    const {master, run} = await start('--timeout', '1')
    await untilSeen(master, 100)
    await master.kill()
    const {code, stderr, stdout} = await run.result
    expect(stderr).toContain('Error: The master is gone and did not return within 1 s.\n')
    expect(stdout).toMatch(/^300 queued, 0 refused, 0 unanswered, 100 written, 200 not written in/m)
    expect(code).toBe(1)
  })
})
