import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

import {npm, pack, ROOT, run} from './npm.js'

export interface HostPlan {
  readonly ignoreScripts: boolean
  readonly name: string
  readonly nodeMajor: number
  /** What it is made of, besides the plugins under test. */
  readonly packages: readonly string[]
}

/** An installed oclif CLI called piw. */
export interface Host {
  readonly folder: string
  readonly name: string
  /** The Node.js that runs it. */
  readonly node: string
  readonly nodeMajor: number
  /** Its program. */
  readonly program: string
}

interface HostParts {
  /** The tarballs of plugins that only the tests have. */
  readonly fixtures: readonly string[]
  /** Where to make it. */
  readonly folder: string
  /** The tarball of this package. */
  readonly tarball: string
}

/** The plugins under test that every host has. */
export const PLUGINS = ['@piwheels/plugin-rebuild', '@piwheels/plugin-remove', '@piwheels/plugin-bare'] as const

/** What the example consists of, whatever was made of it in place. */
const EXAMPLE_FILES = ['package.json', 'src', 'tsconfig.json'] as const

const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')

/** The folder of a plugin that only the tests have. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`plugins/${name}`, import.meta.url))
}

/** Makes a host, from nothing but what npm installs and the tarball of this package. */
export async function makeHost(
  {ignoreScripts, name, nodeMajor, packages}: HostPlan,
  {fixtures, folder: parent, tarball}: HostParts,
): Promise<Host> {
  const folder = path.join(parent, `node-${nodeMajor}`)
  mkdirSync(folder, {recursive: true})
  const node = await findNode(nodeMajor, parent)
  const own = packages.map((it) => it.replace(/(?<=.)@.*/, '')).filter((it) => it.startsWith('@oclif/plugin-'))
  const program = writeHost(folder, [...own, ...PLUGINS], {})
  const scripts = ignoreScripts ? ['--ignore-scripts'] : []
  const install = ['install', ...scripts]
  await npm([...install, ...packages, '@types/node@20', tarball, ...fixtures], folder, node)
  const removing = await pack(await buildExample(folder, node), parent)
  await npm([...install, removing], folder, node)
  return {folder, name, node, nodeMajor, program}
}

/** Where a host has the example, compiled. */
export function exampleIn({folder}: Pick<Host, 'folder'>): string {
  return path.join(folder, 'sources', 'plugin-remove')
}

/** A host with other plugins, of the packages of this one. */
export function variantOf(host: Host, name: string, plugins: readonly string[]): Host {
  const folder = path.join(host.folder, 'variants', name)
  // Of its plugins oclif takes only those that are dependencies.
  const dependencies = Object.fromEntries(plugins.map((plugin) => [plugin, '*']))
  return {...host, folder, program: writeHost(folder, plugins, dependencies)}
}

/** Makes the host's own files, and returns the path of its program. */
function writeHost(folder: string, plugins: readonly string[], dependencies: Readonly<Record<string, string>>): string {
  const program = path.join(folder, 'bin', 'run.js')
  mkdirSync(path.dirname(program), {recursive: true})
  const pjson = {
    bin: {piw: 'bin/run.js'},
    dependencies,
    name: 'piw-host',
    oclif: {
      additionalHelpFlags: ['-h'],
      bin: 'piw',
      commands: './commands',
      dirname: 'piw',
      plugins,
      topicSeparator: ' ',
    },
    private: true,
    type: 'module',
    version: '1.0.0',
  }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(pjson, null, 2))
  writeFileSync(program, "import {execute} from '@oclif/core/execute'\n\nawait execute({dir: import.meta.url})\n")
  return program
}

/** Compiles the example where it finds what the host has: the declarations of this package, and of that oclif. */
async function buildExample(host: string, node: string): Promise<string> {
  const folder = exampleIn({folder: host})
  mkdirSync(folder, {recursive: true})
  const example = path.join(ROOT, 'examples', 'plugin-remove')
  await run('cp', ['-R', ...EXAMPLE_FILES.map((name) => path.join(example, name)), folder], ROOT)
  await run(node, [TSC, '--project', folder], folder)
  return folder
}

/** This Node.js, if it is one of that generation; else one from npm's registry. */
async function findNode(major: number, parent: string): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const folder = path.join(parent, `node-${major}-binary`)
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}')
  // What the package `node` fetches by an install script.
  const binary = `node-${process.platform}-${process.arch}`
  await npm(['install', `${binary}@${major}`], folder)
  return path.join(folder, 'node_modules', binary, 'bin', 'node')
}
