import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {distinct, invented, type Run, setScene} from './scene.js'

const COUNT = 2500
const scene = setScene({database: COUNT})

const names = invented(COUNT)
const queuedIn = (stdout: string) => /([\d,]+) queued, 0 refused, 0 unanswered/.exec(stdout)?.[1]?.replaceAll(',', '')

/** All packages, under way; the master takes a millisecond for each. */
async function underWay(received: number) {
  const master = await scene.master({serviceTime: 1})
  const run = scene.start(['project', '--yes'])
  await master.untilReceived(received)
  return {master, run}
}

/** Kills a run as a crash would, and tells what its checkpoint says then. */
async function killed(run: Run) {
  run.child.kill('SIGKILL')
  const {signal} = await run.result
  expect(signal).toBe('SIGKILL')
  return scene.readCheckpoint()
}

describe('a rebuild of all packages that is stopped', () => {
  describe('--resume', () => {
    it('after Ctrl-C goes on after the last package, and asks for no other twice', async () => {
      const {run} = await underWay(500)
      run.child.kill('SIGINT')
      const stopped = await run.result
      expect(stopped.stdout).toContain('To resume:\n  piw rebuild project --resume --rate 0\n')
      expect(stopped.code).toBe(130)
      const asked = (await scene.asked()).length
      expect(scene.readCheckpoint()).toMatchObject({last: names[asked - 1], queued: asked, total: COUNT})

      const {code, stderr, stdout} = await scene.start(['project', '--yes', '--resume']).result
      expect(stderr).toContain(`: ${asked.toLocaleString('en')} of 2,500 packages done, up to ${names[asked - 1]}`)
      expect(stdout).toContain('2,500 queued, 0 refused, 0 unanswered')
      expect(await scene.asked()).toEqual(names)
      expect(code).toBe(0)
      expect(readdirSync(scene.data)).toEqual([])
    })

    it('asks before it goes on, for what is left', async () => {
      const {run} = await underWay(500)
      run.child.kill('SIGINT')
      await run.result
      const left = (COUNT - (await scene.asked()).length).toLocaleString('en')
      const terminal = scene.terminal(['project', '--resume'])
      await terminal.waitFor(/Continue\?/)
      expect(terminal.screen).toContain(`This will rebuild project pages for the remaining ${left} packages.`)
      terminal.type('n\r')
      expect((await terminal.exited).code).toBe(2)
      expect(scene.readCheckpoint().last).toBeDefined()
    })

    it.each([1, 70, 1300, 2490])(
      'after kill -9 (at %i packages) has lost nothing, and asks again for what the last second came to at most',
      async (received) => {
        const master = await scene.master({serviceTime: 1})
        const run = scene.start(['project', '--yes'])
        await master.untilReceived(received)
        // Where nothing is settled yet there is nothing to go on with.
        await expect
          .poll(() => readdirSync(scene.data, {recursive: true}), {interval: 1})
          .toContainEqual(expect.stringMatching(/^project-[\da-f]{12}\.json$/))
        const killTime = Date.now()
        const {last} = await killed(run)
        // A busy machine may take a little longer to come to it.
        expect(killTime - statSync(scene.checkpoint).mtimeMs).toBeLessThan(2000)
        await master.set({serviceTime: 0})
        const {code, stdout} = await scene.start(['project', '--yes', '--resume']).result
        const requests = await scene.requests()
        const resumed = requests.find(({connection}) => connection > 1)
        expect(resumed?.request).toEqual(['REBUILD', ['PROJECT', names[names.indexOf(last) + 1]]])
        expect(distinct((await scene.asked()).toSorted())).toEqual(names)
        expect(queuedIn(stdout)).toBe(String(COUNT))
        expect(code).toBe(0)
      },
    )

    it('after kill -9 again and again has lost nothing', async () => {
      const master = await scene.master({serviceTime: 1})
      let run = scene.start(['project', '--yes'])
      for (const received of [700, 1400, 2100]) {
        await master.untilReceived(received)
        await killed(run)
        run = scene.start(['project', '--yes', '--resume'])
      }

      const {code, stdout} = await run.result
      expect(queuedIn(stdout)).toBe(String(COUNT))
      expect(distinct((await scene.asked()).toSorted())).toEqual(names)
      expect(code).toBe(0)
    })

    it('after a master that did not come back goes on with what it may not have written, and what was unanswered', async () => {
      const master = await scene.master({dieAfter: 700})
      const {code, stdout} = await scene.start(['project', '--yes', '--timeout', '1']).result
      expect(stdout).toMatch(/^0 queued, 0 refused, 7\d\d unanswered in/m)
      expect(stdout).toContain('piw rebuild project --resume')
      expect(code).toBe(1)
      await master.exited
      await scene.master()
      const resumed = await scene.start(['project', '--yes', '--resume']).result
      expect(resumed.stdout).toContain('2,500 queued, 0 refused, 0 unanswered')
      expect(distinct(await scene.asked())).toEqual(names)
      expect(resumed.code).toBe(0)
    })

    it('after the master was restarted requests again what that may not have written', async () => {
      const {master, run} = await underWay(500)
      run.child.kill('SIGINT')
      await run.result
      const asked = (await scene.asked()).length
      await master.kill()
      await scene.master()
      const {code, stderr, stdout} = await scene.start(['project', '--yes', '--resume']).result
      expect(stderr).toContain(
        `The master has restarted since then. Requesting again ${asked} packages that it may not have written.\n`,
      )
      expect(stdout).toContain(`2,500 queued, 0 refused, 0 unanswered, ${asked} queued again in`)
      expect((await scene.asked()).slice(asked)).toEqual(names)
      expect(code).toBe(0)
    })

    it('requests again what the part before had queued when the same master dies then', async () => {
      const {master, run} = await underWay(500)
      run.child.kill('SIGINT')
      await run.result
      const asked = (await scene.asked()).length
      const resumed = scene.start(['project', '--yes', '--resume'])
      await master.untilReceived(asked + 100)
      await master.kill()
      await resumed.until(/master is gone/)
      await scene.master()
      const {code, stdout} = await resumed.result
      expect(stdout).toMatch(/2,500 queued, 0 refused, 0 unanswered, (?:[6-9]\d\d|1,\d{3}) queued again in/)
      const requests = await scene.requests()
      const again = requests.findLastIndex(({connection}) => connection > 1) + 1
      expect((await scene.asked()).slice(again)).toEqual(names)
      expect(code).toBe(0)
    })

    it('keeps the refused ones of the part before: counted, named and listed', async () => {
      const known = names.filter((_, index) => index !== 2 && index !== 2400)
      const master = await scene.master({packages: known, serviceTime: 1})
      const run = scene.start(['project', '--yes'])
      await master.untilReceived(500)
      run.child.kill('SIGTERM')
      await run.result
      const {code, stdout} = await scene.start(['project', '--yes', '--resume', '--json']).result
      const report = JSON.parse(stdout)
      expect(report).toMatchObject({queued: COUNT - 2, refused: 2, requested: COUNT, resumable: false, unanswered: 0})
      expect(report.failures.map((failure: {package: string}) => failure.package)).toEqual([names[2], names[2400]])
      expect(readFileSync(report.failureList, 'utf8')).toBe(
        [names[2], names[2400]].map((name) => `${name} # unknown package ${name}\n`).join(''),
      )
      expect(code).toBe(1)
    })

    it('goes on with --match where the run had it', async () => {
      const master = await scene.master({serviceTime: 1})
      const run = scene.start(['project', '--yes', '--match', 'pkg-*5'])
      await master.untilReceived(100)
      run.child.kill('SIGINT')
      await run.result
      const other = await scene.start(['project', '--yes', '--resume', '--match', 'pkg-*']).result
      expect(other.stderr).toContain(
        "Error: No such rebuild of project pages was stopped.\nThese were:\n  rebuild project --resume --match 'pkg-*5'  # ",
      )
      expect(other.code).toBe(2)
      const {code, stdout} = await scene.start(['project', '--yes', '--resume']).result
      expect(await scene.asked()).toEqual(names.filter((name) => name.endsWith('5')))
      expect(stdout).toContain('250 queued')
      expect(code).toBe(0)
    })

    it.each([
      ['there was no run', () => {}, 'No stopped rebuild of project pages: nothing to resume.'],
      [
        'the checkpoint is damaged',
        () => {
          mkdirSync(scene.data, {recursive: true})
          writeFileSync(scene.checkpoint, '{"last": "\u001B[31m')
        },
        'The checkpoint',
      ],
    ])('where %s says so, exits 2, and sends nothing', async (_case, prepare, message) => {
      prepare()
      await scene.master()
      const {code, stderr} = await scene.start(['project', '--yes', '--resume']).result
      expect(stderr).toContain(`Error: ${message}`)
      expect(stderr).not.toContain('\u001B')
      expect(await scene.asked()).toEqual([])
      expect(code).toBe(2)
    })
  })

  describe('a checkpoint', () => {
    it('is whole whenever it is read, and 0600', async () => {
      const {master, run} = await underWay(10)
      let ended = false
      run.child.once('exit', () => {
        ended = true
      })
      const lasts = new Set<string>()
      while (!ended) {
        try {
          lasts.add(scene.readCheckpoint().last)
          expect(statSync(scene.checkpoint).mode % 0o1000).toBe(0o600)
        } catch (error) {
          // Before the first, and after the last.
          expect(error).toMatchObject({code: 'ENOENT'})
        }

        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }

      // The first, and one a second.
      expect(lasts.size).toBeGreaterThan(2)
      expect(await master.count()).toBe(COUNT)
    })

    it('is gone when the run is finished, and so is its draft', async () => {
      await scene.master()
      const {code} = await scene.start(['project', '--yes']).result
      expect(code).toBe(0)
      expect(readdirSync(scene.data)).toEqual([])
      expect((await scene.start(['project', '--yes', '--resume']).result).code).toBe(2)
    })

    it('that is damaged is not in the way of a new run', async () => {
      mkdirSync(scene.data, {recursive: true})
      writeFileSync(scene.checkpoint, 'half')
      await scene.master()
      expect((await scene.start(['project', '--yes']).result).code).toBe(0)
      expect(readdirSync(scene.data)).toEqual([])
    })
  })

  describe('two runs at once', () => {
    it('the second is told, goes on, and does not touch the checkpoint of the first', async () => {
      const {master, run} = await underWay(300)
      const second = scene.start(['project', '--yes'])
      await second.until(/Warning: The same rebuild of project pages is running/)
      second.child.kill('SIGTERM')
      expect((await second.result).stdout).not.toContain('--resume')
      expect(scene.readCheckpoint()).toMatchObject({match: null})
      const resumed = await scene.start(['project', '--yes', '--resume']).result
      expect(resumed.stderr).toContain('Error: Another rebuild of project pages is running: nothing to resume.')
      expect(resumed.code).toBe(2)
      await master.set({serviceTime: 0})
      expect((await run.result).code).toBe(0)
    })

    it('of different patterns have a checkpoint each', async () => {
      const {run} = await underWay(300)
      run.child.kill('SIGTERM')
      await run.result
      const {last} = scene.readCheckpoint()
      // Something urgent comes between.
      const urgent = await scene.start(['project', '--yes', '--match', 'pkg-00000*']).result
      expect(urgent).toMatchObject({code: 0, stderr: ''})
      expect(scene.readCheckpoint()).toMatchObject({last, match: null})
      const resumed = await scene.start(['project', '--yes', '--resume']).result
      expect(resumed).toMatchObject({code: 0, stderr: expect.stringMatching(/^Resuming the run of/) as string})
    })

    it('of different parts know nothing of each other', async () => {
      const {run} = await underWay(300)
      const {code, stderr} = await scene.start(['index', '--yes', '--match', 'pkg-00000*']).result
      expect(stderr).toBe('')
      expect(code).toBe(0)
      run.child.kill('SIGINT')
      await run.result
      expect(readdirSync(scene.data)).toEqual([path.basename(scene.checkpoint)])
    })
  })
})
