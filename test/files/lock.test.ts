import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, symlinkSync} from 'node:fs'
import path from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {Lock} from '../../src/files/lock.js'
import {canBeAnotherUser} from '../support/another-user.js'
import {temporaryFolder} from '../support/master-at.js'
import {DIST, runProgram} from '../support/program.js'

async function givenFile(): Promise<string> {
  return path.join(await temporaryFolder(), 'project.json')
}

/** Another process that holds the lock of a file until it is ended. */
async function givenHolder(file: string, uid?: number) {
  const text = `
    import {Lock} from '${DIST}files/lock.js'
    const lock = await Lock.take('${file}')
    setInterval(() => {}, 1000)
    console.log(lock ? 'taken' : 'held')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && {gid: uid, uid}),
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  expect(String(said)).toBe('taken\n')
  return child
}

describe('a lock', () => {
  it('is held by one at a time', async () => {
    const file = await givenFile()
    const lock = await Lock.take(file)
    expect(lock).toBeDefined()
    expect(await Lock.take(file)).toBeUndefined()
    lock!.release()
    const next = await Lock.take(file)
    expect(next).toBeDefined()
    next!.release()
  })

  it('of one file does not stand in the way of another', async () => {
    const [one, other] = [await Lock.take(await givenFile()), await Lock.take(await givenFile())]
    expect(other).toBeDefined()
    one!.release()
    other!.release()
  })

  it('is one for all paths to a directory', async () => {
    const file = await givenFile()
    const link = path.join(await temporaryFolder(), 'link')
    symlinkSync(path.dirname(file), link)
    const lock = await Lock.take(file)
    expect(await Lock.take(path.join(link, path.basename(file)))).toBeUndefined()
    lock!.release()
  })

  it('has an address of full length, which all versions of Node.js write alike', async () => {
    const before = readFileSync('/proc/net/unix', 'utf8')
    const lock = await Lock.take(await givenFile())
    const added = readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .filter((line) => line.includes('@piw-') && !before.includes(line))
    // The kernel shows zeros as "@", and Node.js 20 pads with them.
    expect(added).toContainEqual(expect.stringMatching(/ @piw-[\da-f]{103}$/))
    lock!.release()
  })

  it('of a process that is killed is free at once', async () => {
    const file = await givenFile()
    const holder = await givenHolder(file)
    expect(await Lock.take(file)).toBeUndefined()
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const lock = await Lock.take(file)
    expect(lock).toBeDefined()
    lock!.release()
  })

  it.runIf(canBeAnotherUser)('is not that of another user', async () => {
    const file = await givenFile()
    await givenHolder(file, 65_534)
    const lock = await Lock.take(file)
    expect(lock).toBeDefined()
    lock!.release()
  })

  it('does not keep the process alive', async () => {
    const {code, stdout} = await runProgram(
      `import {Lock} from '${DIST}files/lock.js'
       const lock = await Lock.take('${await givenFile()}')
       console.log(lock !== undefined)`,
    )
    expect({code, stdout}).toEqual({code: 0, stdout: 'true\n'})
  })
})
