import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {mkdir, rename, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import {givenMaster} from '../support/master-at.js'
import {Home, piw, startPiw} from '../support/piw.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const isRoot = process.getuid?.() === 0

describe('the compiled code that piw keeps', () => {
  let home: Home
  let folder: string

  beforeEach(() => {
    home = new Home()
    folder = home.at('.cache', 'piw', 'compiled')
    onTestFinished(() => home.remove())
  })

  const start = async () => {
    const {code, stderr, stdout} = await piw(['--version'], {env: home.env})
    expect(stderr).toBe('')
    expect(stdout).toContain('@piwheels/plugin-rebuild/')
    expect(code).toBe(0)
  }

  /** The one file that is kept, and what tells it from one that has taken its place. */
  const kept = () => {
    const names = readdirSync(folder)
    expect(names).toHaveLength(1)
    const file = path.join(folder, names[0]!)
    const {ino, mode, mtimeMs, uid} = statSync(file)
    return {file, identity: `${ino} ${mtimeMs}`, mode: mode.toString(8).slice(-3), uid}
  }

  it('can be read by its owner alone', async () => {
    await start()
    expect(kept().mode).toBe('600')
  })

  it('is used by the next start, and left as it is', async () => {
    await start()
    const {identity} = kept()
    await start()
    expect(kept().identity).toBe(identity)
  })

  it('is made anew where others could have written it', async () => {
    await start()
    const {file, identity} = kept()
    chmodSync(file, 0o666)
    await start()
    expect(kept().identity).not.toBe(identity)
    expect(kept().mode).toBe('600')
  })

  it.runIf(isRoot)('is made anew where it belongs to another, whose home folder it may be', async () => {
    await start()
    chownSync(kept().file, 12_345, 12_345)
    await start()
    expect(kept().uid).toBe(0)
  })

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('nonsense')],
    ['cut off', (code: Buffer) => code.subarray(0, -1000)],
    ['damaged', (code: Buffer) => code.fill('x', 100_000, 100_001)],
  ])('is not used but made anew where it is %s', async (_how, damage) => {
    await start()
    const {file} = kept()
    const code = readFileSync(file)
    writeFileSync(file, damage(Buffer.from(code)))
    await start()
    expect(statSync(file).size).toBeGreaterThan(100_000)
    const {identity} = kept()
    await start()
    expect(kept().identity).toBe(identity)
  })

  it('is not waited for where a FIFO is in its place', async () => {
    await start()
    const {file} = kept()
    rmSync(file)
    execFileSync('mkfifo', ['-m', '600', file])
    await start()
    expect(statSync(file).isFile()).toBe(true)
  })

  it('is not tried again, but made anew, where a start with it was killed', async () => {
    const master = await givenMaster({serviceTime: 250})
    const args = ['rebuild', 'home', '--import-queue', master.address]
    await piw(args, {env: home.env})
    const {identity} = kept()
    const {child, result} = startPiw(args, {env: home.env})
    await master.untilReceived(2)
    child.kill('SIGKILL')
    await result
    await piw(args, {env: home.env})
    const {identity: next, mode} = kept()
    expect(next).not.toBe(identity)
    expect(mode).toBe('600')
  })

  it('is not read through a symbolic link', async () => {
    await start()
    const {file} = kept()
    await mkdir(home.at('elsewhere'))
    await rename(file, home.at('elsewhere', 'code'))
    symlinkSync(home.at('elsewhere', 'code'), file)
    await start()
    expect(kept().mode).toBe('600')
    expect(statSync(file).ino).not.toBe(statSync(home.at('elsewhere', 'code')).ino)
  })

  it('is used by the next start of a command that takes its time, too', async () => {
    const master = await givenMaster({serviceTime: 250})
    const rebuild = async () => {
      const {code} = await piw(['rebuild', 'home', '--import-queue', master.address], {env: home.env})
      expect(code).toBe(0)
      return kept().identity
    }

    const first = await rebuild()
    expect(await rebuild()).toBe(first)
  })

  it('is not kept in a folder that is only linked to, and nothing is removed there', async () => {
    await mkdir(home.at('.cache', 'piw'), {recursive: true})
    await mkdir(home.at('elsewhere'))
    home.write('elsewhere/others.bin', '')
    symlinkSync(home.at('elsewhere'), folder)
    await start()
    expect(readdirSync(home.at('elsewhere'))).toEqual(['others.bin'])
  })

  it('leaves alone what is not its own', async () => {
    await start()
    await writeFile(path.join(folder, 'piw-import'), '')
    await piw(['rebuild', 'home', '--help'], {env: home.env})
    expect(existsSync(path.join(folder, 'piw-import'))).toBe(true)
  })

  it('is of what a part makes use of, for each part', async () => {
    await start()
    await piw(['rebuild', 'home', '--help'], {env: home.env})
    await piw(['rebuild', 'search', '--help'], {env: home.env})
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['home.bin', 'others.bin', 'search.bin']))
  })

  it('is not that of a command that went wrong, which has made use of little', async () => {
    const {code} = await piw(['rebuild', 'home', 'numpy'], {env: home.env})
    expect(code).toBe(2)
    expect(existsSync(folder)).toBe(false)
  })

  it('is made anew when the bundle is another, be it of the same length', async () => {
    const copy = home.at('copy')
    await mkdir(copy)
    execFileSync('cp', ['-r', path.join(ROOT, 'bin'), path.join(ROOT, 'bundle'), copy])
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
    const help = async () => {
      const {stdout} = await piw(['--help'], {env: home.env, program: path.join(copy, 'bin', 'piw-rebuild.js')})
      return stdout
    }

    expect(await help()).toMatch(/^usage: /)
    const bundle = path.join(copy, 'bundle', 'piw.cjs')
    writeFileSync(bundle, readFileSync(bundle, 'utf8').replaceAll('usage: ', 'USAGE: '))
    expect(await help()).toMatch(/^USAGE: /)
  })

  it('is nowhere that depends on where piw is started', async () => {
    const cwd = home.at('unpacked')
    await mkdir(cwd)
    await piw(['--version'], {cwd, env: {...home.env, XDG_CACHE_HOME: '.cache'}})
    expect(readdirSync(cwd)).toEqual([])
  })

  it('is done without where there is no place for it', async () => {
    home.write('.cache', 'not a folder')
    await start()
  })
})
