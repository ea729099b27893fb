import {createRequire} from 'node:module'

const require = createRequire(import.meta.url)

/** Packages that the standalone piw never uses: it opens no editor, and oclif need not look for plugins and versions. */
const UNUSED = '@inquirer/external-editor|lilconfig|minimatch|semver|tinyglobby'

/** Modules of Node.js that a short command rarely uses. */
const SLOW = 'child_process|crypto|fs/promises|perf_hooks|readline|readline/promises|v8'

/** Members of `fs/promises` that the start uses; `fs`, which Node.js has loaded by then, offers them with callbacks. */
const PROMISED = new Set(['access', 'readFile', 'stat'])

/** Replaces these modules with getters, which load the installed module on first use. */
export const lazyModules = {
  name: 'lazy-modules',
  setup({onLoad, onResolve}) {
    const namespace = 'lazy'
    onResolve({filter: new RegExp(`^(node:)?(${UNUSED}|${SLOW})$`)}, ({namespace: importer, path}) =>
      importer === namespace ? {external: true, path} : {namespace, path: path.replace('node:', '')},
    )
    onLoad({filter: /./, namespace}, ({path}) => {
      const getters = Object.keys(require(path)).map((member) => `get ${member}() { return ${valueOf(path, member)} }`)
      return {contents: `module.exports = {${getters.join(',')}}`}
    })
  },
}

function valueOf(path, member) {
  if (path !== 'fs/promises' || !PROMISED.has(member)) return `require('${path}').${member}`
  return `require('node:util').promisify(require('node:fs').${member})`
}
