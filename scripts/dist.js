/**
 * Makes the JavaScript of dist/, which hosts load, of build/, which tsc made of src/: to find, read and link a hundred
 * small ES modules takes a host longer than the work of most commands. What commands import statically becomes one file;
 * what they import when they need it stays apart, as does the hook that runs after every command of the host.
 */
import {readdirSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {rolldown} from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const modules = readdirSync(path.join(root, 'build'), {recursive: true}).filter((file) => file.endsWith('.js'))

/** What package.json names, oclif finds by its path, or is started as a process. */
const ENTRY =
  /^(index|(rebuild|testing)\/index|testing\/master-process|commands\/.*|hooks\/(config|finally|import-queue))\.js$/
const entries = modules.filter((file) => ENTRY.test(file))

/** Requires CommonJS packages: Node.js 20 takes 20 ms before it imports the first one. */
const requireCommonJS = {
  load: {
    filter: {id: /^\0required:/},
    handler(id) {
      const name = id.replace('\0required:', '')
      return `import {createRequire} from 'node:module'
        export const {${Object.keys(require(name)).join(', ')}} = createRequire(import.meta.url)('${name}')`
    },
  },
  name: 'require-commonjs',
  resolveId: {filter: {id: /^(@oclif\/core\/.*|zeromq)$/}, handler: (id) => `\0required:${id}`},
}

const bundle = await rolldown({
  checks: {ineffectiveDynamicImport: false},
  cwd: root,
  external: /^(argparse|fastest-levenshtein|inquirer|listr2|pg)$/,
  input: Object.fromEntries(entries.map((file) => [file.replace('.js', ''), `build/${file}`])),
  platform: 'node',
  plugins: [requireCommonJS],
})
await bundle.write({
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: {
    groups: [
      {name: 'open-queues', priority: 1, test: /\/build\/hooks\/open-queues/},
      {name: 'plugin', tags: ['$initial'], test: /^(?!.*(\/build\/testing\/|\/build\/hooks\/finally|required:zeromq))/},
    ],
  },
  dir: 'dist',
})
