import {execFile} from 'node:child_process'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'

/** The root of this package. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What npm has to know of itself in each call: the least it can do, from its cache where it can. */
const FRUGAL = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'] as const

const execute = promisify(execFile)

/** Runs a program to its end, and returns its standard output; what it said otherwise is in the error. */
export async function run(program: string, args: readonly string[], cwd: string, node?: string): Promise<string> {
  // npm runs on the first Node.js that it finds.
  const searched = node === undefined ? [] : [path.dirname(node)]
  const env = {...process.env, PATH: [...searched, process.env.PATH].join(path.delimiter)}
  try {
    const {stdout} = await execute(program, args, {cwd, env, maxBuffer: 2 ** 25})
    return stdout
  } catch (error) {
    const {stderr, stdout} = error as {stderr: string; stdout: string}
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`, {cause: error})
  }
}

/** Runs npm in a folder. */
export async function npm(args: readonly string[], cwd: string, node?: string): Promise<string> {
  return run('npm', [...args, ...FRUGAL], cwd, node)
}

/** Packs what was built in a folder, and returns the path of the tarball. */
export async function pack(folder: string, destination: string): Promise<string> {
  const output = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', destination], folder)
  // An array, or with npm 12 an object by the name of the package.
  const [packed] = Object.values(JSON.parse(output) as Record<string, {filename: string}>)
  return path.join(destination, packed?.filename ?? '')
}
