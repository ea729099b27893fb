import {createRequire} from 'node:module'

/** Parts of Node.js that take long to load, and that a short command needs little or nothing of. */
const SLOW_BUILTINS = [
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'https',
  'net',
  'perf_hooks',
  'readline',
  'readline/promises',
  'timers/promises',
  'v8',
]

/** Packages of which nothing is ever used, and that are large: a third of the bundle was the tables of this one. */
const UNUSED_PACKAGES = ['@inquirer/external-editor']

/** What of `fs/promises` is the same as of `fs`, made a promise of, which is there already. */
const PROMISED = new Set(['access', 'lstat', 'readFile', 'stat'])

/** Loads each of the slow modules only when something of it is used, rather than when it is named. */
export const lazyModules = {
  name: 'lazy-modules',
  setup({onLoad, onResolve}) {
    onResolve({filter: new RegExp(`^(node:)?(${SLOW_BUILTINS.join('|')})$`)}, ({importer, namespace, path: name}) => {
      // Within the stand-in it is the real one.
      if (namespace.startsWith('lazy')) return {external: true, path: name}
      const isOclif = /\/(@oclif\/core|lilconfig)\//.test(importer)
      return {namespace: isOclif ? 'lazy-oclif' : 'lazy', path: name.replace('node:', '')}
    })
    onResolve({filter: new RegExp(`^(${UNUSED_PACKAGES.join('|')})$`)}, ({namespace, path: name}) =>
      namespace === 'lazy' ? {external: true, path: name} : {namespace: 'lazy', path: name},
    )
    for (const namespace of ['lazy', 'lazy-oclif']) {
      onLoad({filter: /./, namespace}, ({path: name}) => {
        const members = Object.keys(createRequire(import.meta.url)(name))
        const isOclif = namespace === 'lazy-oclif'
        const getters = members.map((member) => `get ${member}() { return ${valueOf(name, member, isOclif)} },`)
        return {contents: `module.exports = {${getters.join('\n')}}`}
      })
    }
  },
}

/** An expression for a member of a module; what oclif reads are its own few files, which takes longer in its threads. */
function valueOf(name, member, isOclif) {
  if (UNUSED_PACKAGES.includes(name)) return `require('${name}').${member}`
  if (name !== 'fs/promises' || !PROMISED.has(member)) return `require('node:${name}').${member}`
  if (isOclif) return `async (...args) => require('node:fs').${member}Sync(...args)`
  return `require('node:util').promisify(require('node:fs').${member})`
}
