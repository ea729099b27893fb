import {existsSync, mkdirSync, readdirSync} from 'node:fs'
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest'

import {givenMaster} from '../support/master-at.js'
import {Home, piw, PIW, PIW_REBUILD, type PiwOptions} from '../support/piw.js'

let home: Home
let mark: string

/** Code that leaves a file behind where it is loaded. */
const MARKER = "require('node:fs').writeFileSync(process.env.MARK, '')\nmodule.exports = async () => {}\n"

const COMMANDS = [['--version'], ['rebuild', 'home'], ['help', 'rebuild'], ['nosuch'], ['autocomplete', 'bash']]

beforeEach(() => {
  home = new Home()
  mark = home.at('mark')
  onTestFinished(() => home.remove())
})

/** A plugin as the command `plugins` of a host would have installed it. */
function givenPlugin(directory: string) {
  const write = (name: string, content: object | string) =>
    home.write(`${directory}/piw/${name}`, typeof content === 'string' ? content : JSON.stringify(content))
  write('package.json', {oclif: {plugins: [{name: 'plugin-marker', type: 'user'}], schema: 1}})
  const plugin = 'node_modules/plugin-marker'
  write(`${plugin}/package.json`, {name: 'plugin-marker', oclif: {hooks: {init: './init'}}, version: '1.0.0'})
  write(`${plugin}/init.js`, MARKER)
}

/** Starts all kinds of commands, and returns what they said on standard error. */
async function start({env, ...options}: PiwOptions = {}): Promise<string> {
  const results = await Promise.all(
    COMMANDS.map((args) => piw(args, {...options, env: {...home.env, MARK: mark, ...env}})),
  )
  return results.map(({stderr}) => stderr).join('')
}

describe('the standalone piw', () => {
  describe('loads no code', () => {
    it('of plugins in the home directory, which may be that of another user', async () => {
      givenPlugin('.local/share')
      await start()
      expect(existsSync(mark)).toBe(false)
    })

    it('of plugins where a relative path leads', async () => {
      givenPlugin('data')
      await start({cwd: home.folder, env: {XDG_DATA_HOME: 'data'}})
      expect(existsSync(mark)).toBe(false)
    })

    it.each(['development', 'test'])('of a compiler in the home directory with NODE_ENV=%s', async (mode) => {
      home.write('.node_modules/ts-node/index.js', MARKER)
      home.write('.node_modules/typescript/index.js', MARKER)
      const stderr = await start({env: {NODE_ENV: mode}})
      expect(existsSync(mark)).toBe(false)
      expect(stderr).not.toContain('Warning')
    })
  })

  describe('does not use a relative path of the environment', () => {
    let cwd: string

    beforeEach(() => {
      cwd = home.at('anywhere')
      mkdirSync(`${cwd}/here`, {recursive: true})
    })

    it('for caches', async () => {
      await piw(['autocomplete', 'bash'], {cwd, env: {...home.env, PIW_CACHE_DIR: 'here', XDG_CACHE_HOME: 'here'}})
      expect(readdirSync(`${cwd}/here`)).toEqual([])
      expect(readdirSync(home.at('.cache/piw'))).toContain('autocomplete')
    })

    it('for state', async () => {
      const {address} = await givenMaster({packages: []})
      const args = ['rebuild', 'project', 'nosuch', '--rate', '0', '--import-queue', address]
      await piw(args, {cwd, env: {...home.env, PIW_DATA_DIR: 'here', XDG_DATA_HOME: 'here'}})
      expect(readdirSync(`${cwd}/here`)).toEqual([])
      expect(readdirSync(home.at('.local/share/piw/rebuild'))).toHaveLength(1)
    })

    it.each([
      ['piw', PIW],
      ['piw-rebuild', PIW_REBUILD],
    ])('for the configuration of %s', async (_name, program) => {
      home.write('anywhere/here/.config/piwheels/piwheels.conf', 'quiet = perhaps')
      const args = program === PIW ? ['rebuild'] : []
      const {stderr} = await piw([...args, 'home', '--import-queue', 'ipc:///nowhere'], {
        cwd,
        env: {...home.env, HOME: 'here'},
        program,
      })
      expect(stderr).toMatch(/^Error: No master at/)
    })
  })
})
