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
    // An array, or with npm 12 an object by the name of the package.
    const listed = Object.values(JSON.parse(stdout) as Record<string, {files: readonly {readonly path: string}[]}>)[0]
    files = listed?.files.map(({path}) => path) ?? []
  })

  it('holds nothing but what users need', () => {
    expect(files.filter((file) => !FILES.some((pattern) => matches(file, pattern)))).toEqual([])
  })

  it('holds all that users need', () => {
    expect(FILES.filter((pattern) => !files.some((file) => matches(file, pattern)))).toEqual([])
  })

  it('holds the declarations of each module that others load', () => {
    const modules = files
      .filter((file) => /^dist\/(?!chunks\/).*\.js$/.test(file))
      .map((file) => file.replace(/\.js$/, ''))
    expect(modules.filter((module) => !files.includes(`${module}.d.ts`))).toEqual([])
  })
})
