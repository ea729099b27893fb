import {createRequire} from 'node:module'

const require = createRequire(import.meta.url)

/** Slow modules of Node.js that a short command makes no use of, and packages that the standalone piw never uses. */
const SLOW = [
  'child_process',
  'crypto',
  'fs/promises',
  'lilconfig',
  'minimatch',
  'perf_hooks',
  'readline',
  'readline/promises',
  'semver',
  'tinyglobby',
  'v8',
]

/** What of `fs/promises` the start makes use of: Node.js has it in `fs`, too, which is loaded anyway. */
const PROMISED = new Set(['access', 'readFile', 'stat'])

/** Has each of them loaded, from where it is installed, when something of it is used: getters stand in for it. */
export const lazyModules = {
  name: 'lazy-modules',
  setup({onLoad, onResolve}) {
    const namespace = 'lazy'
    onResolve({filter: new RegExp(`^(node:)?(${SLOW.join('|')})$`)}, ({namespace: importer, path}) =>
      importer === namespace ? {external: true, path} : {namespace, path: path.replace('node:', '')},
    )
    onLoad({filter: /./, namespace}, ({path}) => {
      const getters = Object.keys(require(path)).map((member) => `get ${member}() { return ${valueOf(path, member)} }`)
      return {contents: `module.exports = {${getters.join(',')}}`}
    })
    // piw opens no editor, and its tables of encodings are a third of all code.
    onLoad({filter: /\/@inquirer\/external-editor\//}, () => ({contents: 'module.exports = {}'}))
  },
}

function valueOf(path, member) {
  if (path !== 'fs/promises' || !PROMISED.has(member)) return `require('${path}').${member}`
  return `require('node:util').promisify(require('node:fs').${member})`
}
