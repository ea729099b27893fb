import {createRequire} from 'node:module'

const require = createRequire(import.meta.url)

/** Slow modules of Node.js that a short command rarely uses, and packages that the standalone piw never uses. */
const LAZY =
  /^(node:)?(child_process|crypto|fs\/promises|lilconfig|minimatch|perf_hooks|readline(\/promises)?|semver|tinyglobby|v8)$/

/** Members of `fs/promises` that the start uses; `fs`, which Node.js has loaded by then, offers them with callbacks. */
const PROMISED = new Set(['access', 'readFile', 'stat'])

/** Replaces these modules with getters, which load the installed module on first use. */
export const lazyModules = {
  name: 'lazy-modules',
  setup({onLoad, onResolve}) {
    const namespace = 'lazy'
    onResolve({filter: LAZY}, ({namespace: importer, path}) =>
      importer === namespace ? {external: true, path} : {namespace, path: path.replace('node:', '')},
    )
    onLoad({filter: /./, namespace}, ({path}) => {
      const getters = Object.keys(require(path)).map((member) => `get ${member}() { return ${valueOf(path, member)} }`)
      return {contents: `module.exports = {${getters.join(',')}}`}
    })
    // piw opens no editor, and its tables of encodings would be a third of the code.
    onLoad({filter: /\/@inquirer\/external-editor\//}, () => ({contents: 'module.exports = {}'}))
  },
}

function valueOf(path, member) {
  if (path !== 'fs/promises' || !PROMISED.has(member)) return `require('${path}').${member}`
  return `require('node:util').promisify(require('node:fs').${member})`
}
