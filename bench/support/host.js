import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NOTHING = path.join(ROOT, 'bench', 'nothing')

/** A plugin of a host: a command that opens the import queue and does no more. */
const OTHER = `import {PiwCommand} from '@piwheels/plugin-rebuild'

export default class Other extends PiwCommand {
  async run() {
    await this.parse(Other)
    const queue = await this.openImportQueue()
    await queue.request(['REBUILD', ['HOME']])
  }
}
`

/**
 * Makes a host of the CLI that does nothing: this package is installed in it as it is packed, its dependencies are those
 * of this checkout.
 *
 * @param folder where to make it
 * @returns the path of its program
 */
export function makeHost(folder) {
  execFileSync('cp', ['-R', NOTHING, folder])
  const modules = path.join(folder, 'node_modules')
  const plugin = path.join(modules, '@piwheels', 'plugin-rebuild')
  mkdirSync(plugin, {recursive: true})
  for (const name of readdirSync(path.join(ROOT, 'node_modules')).filter((it) => !/^(\.|@piwheels)/.test(it))) {
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name))
  }

  const [{filename}] = Object.values(
    JSON.parse(
      execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ),
  )
  execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', plugin, '--strip-components=1'])
  writeFileSync(path.join(folder, 'commands', 'other.js'), OTHER)
  edit(path.join(folder, 'package.json'), (pjson) => {
    pjson.dependencies['@piwheels/plugin-rebuild'] = '*'
    pjson.oclif.plugins = ['@piwheels/plugin-rebuild']
  })
  edit(path.join(folder, 'oclif.manifest.json'), ({commands}) => {
    commands.other = {...commands.nothing, id: 'other', relativePath: ['commands', 'other.js']}
  })
  return path.join(folder, 'run.js')
}

function edit(file, change) {
  const content = JSON.parse(readFileSync(file, 'utf8'))
  change(content)
  writeFileSync(file, JSON.stringify(content))
}
