/**
 * Makes bundle/: the standalone piw in one CommonJS file, since finding, reading and compiling the many files of oclif
 * takes most of the time of a short command. Hosts that install the plugin load dist/ and never see it.
 *
 * CommonJS, as oclif is: V8's compiled code of such a file can be kept on every Node.js (see bin/bundle.js), and esbuild
 * wraps it so that each module is evaluated when it is first required.
 */
import {build} from 'esbuild'
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

import {lazyModules} from './bundle/lazy-modules.js'
import {licences} from './bundle/licences.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = path.join(root, 'bundle')
const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))
const {engines, name, oclif, version} = read('package.json')

/** Plugins of the standalone piw, whose commands are bundled like its own. A host chooses its plugins itself. */
const plugins = [...oclif.plugins, '@oclif/plugin-autocomplete'].map((plugin) => `./node_modules/${plugin}`)

/** Our own modules one by one, as tsc made them: esbuild has each evaluated on first use. */
const compiled = (file) => file.replace(/^\.\/dist\//, './build/')

/** All commands in the order of their ids, each with its file, from the manifests. */
const commands = ['.', ...plugins]
  .flatMap((folder) =>
    Object.entries(read(`${folder}/oclif.manifest.json`).commands).map(([id, {relativePath, ...command}]) => ({
      command: {...command, pluginName: name},
      file: compiled(`${folder}/${relativePath.join('/')}`),
      id,
    })),
  )
  .sort((one, other) => (one.id < other.id ? -1 : 1))

const getter = (key, file, member = 'default') => `get '${key}'() { return require('${file}').${member} },`

const entry = [
  'module.exports = {',
  'commands: {',
  ...commands.map(({file, id}) => getter(id, file)),
  '},',
  ...Object.entries(oclif.hooks).map(([event, hook]) => getter(event, compiled(`${hook}.js`))),
  getter('names', './build/completion/main.js', 'main'),
  getter('piw', './build/standalone/run.js', 'runCommand'),
  getter('piw-rebuild', './build/drop-in/main.js', 'main'),
  getter('restoreHeap', './build/standalone/small-heap.js', 'restoreHeap'),
  '}',
].join('\n')

/** zeromq looks for its add-on beside its own files, so these get the folder where zeromq is installed. */
const zeromqFolder = {
  name: 'zeromq-folder',
  setup({onLoad}) {
    onLoad({filter: /\/node_modules\/zeromq\/lib\/.*\.js$/}, ({path: file}) => ({
      contents: `var __dirname = require('node:path').dirname(require.resolve('zeromq'));${readFileSync(file, 'utf8')}`,
    }))
  },
}

const {metafile, outputFiles} = await build({
  absWorkingDir: root,
  // Node.js 20 needs longer to load its `performance` than a short command measures.
  banner: {js: 'const $now = () => { const [s, ns] = process.hrtime(); return s * 1e3 + ns / 1e6 }'},
  bundle: true,
  // Without a `Response`, pg need not make one to recognize Cloudflare: Node.js 20 would load undici for it.
  define: {'performance.now': '$now', Response: 'undefined'},
  // Optional: loaded by name, where they are installed.
  external: ['pg-native', 'typescript'],
  format: 'cjs',
  logOverride: {'empty-import-meta': 'silent', 'require-resolve-not-external': 'silent'},
  metafile: true,
  minify: true,
  platform: 'node',
  plugins: [lazyModules, zeromqFolder],
  stdin: {contents: entry, resolveDir: root},
  target: 'node20.19',
  write: false,
})

// bin/bundle.js reads ASCII. esbuild writes ASCII, except in regular expressions.
const ascii = (unit) => String.raw`\u${unit.codePointAt(0).toString(16).padStart(4, '0')}`
const code = outputFiles[0].text.replaceAll(/[^\0-\u007F]/g, ascii)
const manifest = {commands: Object.fromEntries(commands.map(({command, id}) => [id, command])), version}

rmSync(out, {force: true, recursive: true})
mkdirSync(out)
const write = (file, text) => writeFileSync(path.join(out, file), text)
// A function of the variables that Node.js provides to CommonJS code.
write('piw.cjs', `(function (exports, require, module, __filename, __dirname) {${code}\n})`)
write('meta.json', JSON.stringify(metafile))
write('THIRD-PARTY-LICENSES.txt', licences(metafile, root))
write('package.json', JSON.stringify({engines, name, oclif: {...oclif, plugins: []}, version}))
write('oclif.manifest.json', JSON.stringify(manifest))
