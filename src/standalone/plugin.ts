import type {Command} from '@oclif/core/command'
import type {PJSON, Plugin} from '@oclif/core/interfaces'

import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'

/** What the build writes beside the code: the commands in order, each as oclif's own manifest has it. */
interface Manifest {
  readonly commands: Readonly<Record<string, Command.Cached>>
}

/**
 * The standalone piw as a plugin that oclif need not load: its commands and hooks are in one file.
 *
 * @param file the package.json beside that file
 */
export function bundledPlugin(file: string): Plugin {
  const root = path.dirname(file)
  const read = <T>(name: string) => JSON.parse(readFileSync(path.join(root, name), 'utf8')) as T
  const pjson = read<PJSON>('package.json')
  const {commands} = read<Manifest>('oclif.manifest.json')
  const target = path.join(root, 'piw.cjs')
  const {commands: classes} = createRequire(file)(target) as {commands: Readonly<Record<string, Command.Class>>}
  const {name, oclif, version} = pjson
  const plugin: Plugin = {
    _base: '',
    alias: name,
    commandIDs: Object.keys(commands),
    commands: Object.entries(commands).map(([id, command]) => ({
      ...command,
      load: async () => Object.assign(classes[id]!, {id, plugin}),
      pluginAlias: name,
      pluginType: 'core',
    })),
    commandsDir: undefined,
    findCommand: async (id: string) => classes[id]!,
    hasManifest: true,
    hooks: Object.fromEntries(Object.keys(oclif.hooks ?? {}).map((event) => [event, [{identifier: event, target}]])),
    isRoot: true,
    async load() {},
    moduleType: 'commonjs',
    name,
    options: {root},
    pjson,
    root,
    topics: Object.entries(oclif.topics ?? {}).map(([topic, rest]) => ({...rest, name: topic})),
    type: 'core',
    valid: true,
    version,
  }
  return plugin
}
