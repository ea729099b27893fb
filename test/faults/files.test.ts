import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it} from 'vitest'

import {PIW} from '../support/piw.js'
import {invented, setScene} from './scene.js'

const COUNT = 3000
const scene = setScene({database: COUNT})

const names = invented(COUNT)
/** One in ten is refused. */
const known = names.filter((name) => !name.endsWith('0'))
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
const permissions = (file: string) => statSync(file).mode % 0o1000

/** Mounts a tiny file system over a folder until the test ends; false where that is not permitted. */
function mountTiny(folder: string): boolean {
  mkdirSync(folder, {recursive: true})
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], {stdio: 'ignore'})
  } catch {
    return false
  }

  scene.onEnd(async () => execFileSync('umount', ['-l', folder]))
  return true
}

/** A run over all packages in which the first part of a test's files fails; the run itself must not. */
async function expectRunGoesOn(...args: string[]) {
  await scene.master({packages: known})
  const result = await scene.start(['project', '--yes', ...args]).result
  expect(await scene.asked()).toEqual(names)
  expect(result.stdout).toContain('2,700 queued, 300 refused, 0 unanswered')
  expect(result.stderr).not.toMatch(/^ +at /m)
  expect(result.code).toBe(1)
  return result
}

describe('the files of a rebuild', () => {
  describe('a disk that is full', () => {
    it('stops the log file only, and that is said once', async ({skip}) => {
      const folder = scene.home.at('tiny')
      if (!mountTiny(folder)) skip()
      await scene.master({packages: known})
      const log = `${folder}/log`
      // Each of them is a line in the log file.
      const list = scene.home.write('list.txt', names.map((name) => name.toUpperCase()).join('\n'))
      const {code, stderr, stdout} = await scene.start(['project', '-l', log, '--packages-from', list]).result
      expect(stdout).toContain('2,700 queued, 300 refused, 0 unanswered')
      expect(count(stderr, /^Warning: no longer logging to .*: the disk is full/gm)).toBe(1)
      expect(statSync(log).size).toBeGreaterThan(1000)
      expect(code).toBe(1)
    })

    it('for checkpoint and list is said once for each, and the run goes on', async ({skip}) => {
      if (!mountTiny(scene.data)) skip()
      writeFileSync(`${scene.data}/fill`, Buffer.alloc(16 * 1024))
      const {stderr, stdout} = await expectRunGoesOn()
      expect(count(stderr, /Progress cannot be saved, so this run cannot be resumed: the disk is full/g)).toBe(1)
      expect(count(stderr, /Failed packages cannot be listed in a file: the disk is full/g)).toBe(1)
      expect(stdout).not.toContain('--packages-from')
    })

    it('and is cleared again: then the run can be resumed after all', async ({skip}) => {
      if (!mountTiny(scene.data)) skip()
      writeFileSync(`${scene.data}/fill`, Buffer.alloc(16 * 1024))
      const master = await scene.master({serviceTime: 1})
      const run = scene.start(['project', '--yes'])
      await run.until(/cannot be saved/)
      writeFileSync(`${scene.data}/fill`, '')
      await master.untilReceived(1000)
      run.child.kill('SIGINT')
      const {code, stdout} = await run.result
      expect(stdout).toContain('piw rebuild project --resume')
      expect(scene.readCheckpoint().queued).toBe((await scene.asked()).length)
      expect(code).toBe(130)
    })

    it('as by a limit of the size of files is no different', async () => {
      await scene.master({packages: []})
      // In units of 512 bytes: the list gets longer, and the record of the checkpoint does not.
      const command = `trap '' XFSZ; ulimit -f 8; exec "$@"`
      const node = [
        'sh',
        '-c',
        command,
        'sh',
        process.execPath,
        PIW,
        'rebuild',
        'project',
        '--yes',
        '--json',
        '--rate',
        '0',
      ]
      let stdout = ''
      try {
        execFileSync(node[0]!, node.slice(1), {encoding: 'utf8', env: scene.home.env, stdio: 'pipe'})
      } catch (error) {
        const failure = error as {status: number; stderr: string; stdout: string}
        stdout = failure.stdout
        expect(count(failure.stderr, /Failed packages cannot be listed in a file: the file is too large/g)).toBe(1)
        expect(failure.status).toBe(1)
      }

      expect(JSON.parse(stdout)).toMatchObject({failureList: null, queued: 0, refused: COUNT})
    })
  })

  describe('a folder in the place', () => {
    it('of the log file is said once, and the run goes on', async () => {
      const {stderr} = await expectRunGoesOn('-l', scene.home.folder)
      expect(count(stderr, /^Warning: no longer logging to .*: it is a directory/gm)).toBe(1)
    })

    it('of the checkpoint is said once, and the run goes on', async () => {
      mkdirSync(scene.checkpoint, {recursive: true})
      const {stderr} = await expectRunGoesOn()
      expect(count(stderr, /cannot be saved, so this run cannot be resumed: it is a directory/g)).toBe(1)
    })
  })

  describe('what is no folder in the place of the folder', () => {
    it('of checkpoint and list is said once for each, and the run goes on', async () => {
      scene.home.write('.local/share/piw/rebuild', 'not a folder')
      const {stderr} = await expectRunGoesOn()
      expect(
        count(stderr, /cannot be saved, so this run cannot be resumed: a part of its path is not a directory/g),
      ).toBe(1)
      expect(count(stderr, /cannot be listed in a file: a part of its path is not a directory/g)).toBe(1)
    })

    it('of the log file is said once, and the run goes on', async () => {
      const {stderr} = await expectRunGoesOn('-l', '/nowhere/at/all')
      expect(count(stderr, /^Warning: no longer logging to .*: no such file or directory/gm)).toBe(1)
    })
  })

  describe('a file system that is read-only', () => {
    it('is said once for each file, and the run goes on', async ({skip}) => {
      if (!mountTiny(scene.data)) skip()
      execFileSync('mount', ['-o', 'remount,ro', scene.data])
      const {stderr} = await expectRunGoesOn('-l', `${scene.data}/log`)
      expect(count(stderr, /the file system is read-only/g)).toBe(3)
    })
  })

  describe('the files that a run makes', () => {
    it('can be read by their owner alone, whatever the umask', async () => {
      const master = await scene.master({packages: known, serviceTime: 1})
      const log = scene.home.at('log')
      const umask = process.umask(0)
      const run = scene.start(['project', '--yes', '-l', log])
      process.umask(umask)
      await master.untilReceived(500)
      run.child.kill('SIGINT')
      await run.result
      const made = readdirSync(scene.data).map((name) => `${scene.data}/${name}`)
      expect(made).toHaveLength(2)
      expect([log, ...made].map((file) => permissions(file))).toEqual([0o600, 0o600, 0o600])
      expect(permissions(scene.data)).toBe(0o700)
    })
  })

  describe('a symbolic link planted', () => {
    const precious = () => scene.home.write('precious', 'precious')

    it('at the place of the log file is not followed', async () => {
      const link = scene.home.at('log')
      symlinkSync(precious(), link)
      const {stderr} = await expectRunGoesOn('-l', link)
      expect(
        count(stderr, /^Warning: no longer logging to .*: its symbolic links are not followed, or form a loop/gm),
      ).toBe(1)
      expect(readFileSync(scene.home.at('precious'), 'utf8')).toBe('precious')
    })

    it('at the place of the checkpoint is replaced, and what it points to left alone', async () => {
      mkdirSync(scene.data, {recursive: true})
      symlinkSync(precious(), scene.checkpoint)
      await expectRunGoesOn()
      expect(readFileSync(scene.home.at('precious'), 'utf8')).toBe('precious')
    })

    it('at the place of the draft of the checkpoint, or of the list, is not followed', async () => {
      const file = precious()
      mkdirSync(scene.data, {recursive: true})
      const master = await scene.master({packages: known, serviceTime: 1})
      await master.kill('SIGSTOP')
      const run = scene.start(['project', '--yes'])
      // Their names tell the process, and the time: planted for every second that may be meant.
      const {base, dir} = path.parse(scene.checkpoint)
      symlinkSync(file, path.join(dir, `.${base}.${run.child.pid}`))
      const now = Date.now()
      for (let second = 0; second < 60; second++) {
        const time = new Date(now + second * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '')
        symlinkSync(file, `${scene.data}/project-not-done-${time}-${run.child.pid}.txt`)
      }

      await master.kill('SIGCONT')
      await master.untilReceived(500)
      run.child.kill('SIGINT')
      const {stderr, stdout} = await run.result
      expect(stderr).toBe('')
      expect(stdout).toMatch(/--packages-from \S+-2\.txt/)
      expect(stdout).toContain('--resume')
      expect(scene.readCheckpoint().refused).toBeGreaterThan(0)
      expect(readFileSync(file, 'utf8')).toBe('precious')
    })
  })
})
