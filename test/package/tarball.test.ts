import {execFile} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {beforeAll, describe, expect, it} from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** All that users get. */
const FILES = [
  'LICENSE',
  'README.md',
  /^bin\/(bundle|names|piw-rebuild|run)\.js$/,
  /^bin\/package\.json$/,
  'bundle/THIRD-PARTY-LICENSES.txt',
  'bundle/oclif.manifest.json',
  'bundle/package.json',
  'bundle/piw.cjs',
  'completion/piw.bash',
  'completion/piw.zsh',
  /^dist\/([\w-]+\/)*[\w-]+\.(d\.ts|js)$/,
  // With what its pages show.
  /^docs\/([\w-]+\/)*[\w-]+\.(json|md|svg)$/,
  'man/piw-rebuild.1',
  'oclif.manifest.json',
  'package.json',
] as const

const matches = (file: string, pattern: RegExp | string) =>
  typeof pattern === 'string' ? file === pattern : pattern.test(file)

let files: readonly string[]

describe('the tarball', () => {
  beforeAll(async () => {
    const args = ['pack', '--dry-run', '--ignore-scripts', '--json', '--no-update-notifier']
    const {stdout} = await promisify(execFile)('npm', args, {cwd: ROOT})
    const [{files: listed}] = JSON.parse(stdout) as [{files: readonly {readonly path: string}[]}]
    files = listed.map(({path}) => path)
  })

  it('holds nothing but what users need', () => {
    expect(files.filter((file) => !FILES.some((pattern) => matches(file, pattern)))).toEqual([])
  })

  it('holds all that users need', () => {
    expect(FILES.filter((pattern) => !files.some((file) => matches(file, pattern)))).toEqual([])
  })

  it('holds the declarations of each module, for other plugins', () => {
    const modules = files.filter((file) => /^dist\/.*\.js$/.test(file)).map((file) => file.replace(/\.js$/, ''))
    expect(modules.filter((module) => !files.includes(`${module}.d.ts`))).toEqual([])
  })
})
