/**
 * Makes bundle/: the standalone piw in one file, since finding, reading and compiling the many of oclif takes most of
 * the time that a short command has. Hosts that install the plugin load dist/ and never see it.
 *
 * The file is CommonJS, as oclif is, for V8's compiled code of such a file can be kept on every Node.js (see
 * bin/bundle.js). What is in it is evaluated only when it is asked for.
 */
import {build} from 'esbuild'
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = path.join(root, 'bundle')
const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const manifest = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8'))

const TARGET = './piw.cjs'

/** The plugins of the standalone piw. A host that installs this one as a plugin has its own choice of the further ones. */
const plugins = [...pjson.oclif.plugins, '@oclif/plugin-autocomplete']

/** A getter of a default export, by the path from package.json or from the manifest. */
const getter = (name, file) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(file)}).default },`

const programs = {
  names: './dist/completion/main.js',
  'piw-rebuild': './dist/drop-in/main.js',
}
const entry = [
  'module.exports = {',
  'COMMANDS: {',
  ...Object.entries(manifest.commands).map(([id, {relativePath}]) => getter(id, `./${relativePath.join('/')}`)),
  '},',
  ...Object.entries(pjson.oclif.hooks).map(([event, hook]) => getter(event, `${hook}.js`)),
  "get piw() { return require('./dist/drop-in/run.js').runCommand },",
  ...Object.entries(programs).map(([name, file]) => `get '${name}'() { return require('${file}').main },`),
  '}',
].join('\n')

/** Parts of Node.js that take long to load, and that a short command needs little or nothing of. */
const SLOW = ['child_process', 'crypto', 'fs/promises', 'http', 'https', 'perf_hooks', 'readline', 'readline/promises']

/** Loads each of the slow parts of Node.js only when something of it is used, rather than when it is named. */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({onLoad, onResolve}) {
    onResolve({filter: new RegExp(`^(node:)?(${SLOW.join('|')})$`)}, ({namespace, path: name}) =>
      // Within the stand-in it is the real one.
      namespace === 'lazy' ? {external: true, path: name} : {namespace: 'lazy', path: name.replace('node:', '')},
    )
    onLoad({filter: /./, namespace: 'lazy'}, ({path: name}) => {
      const members = Object.keys(createRequire(import.meta.url)(name))
      const getters = members.map((member) => `get ${member}() { return require('node:${name}').${member} },`)
      return {contents: `module.exports = {${getters.join('\n')}}`}
    })
  },
}

/**
 * oclif sorts the ids of commands by `localeCompare`, for which V8 first loads the rules of the locale. All ids are
 * ASCII, and its help sorts what it shows by itself.
 */
const plainSort = {
  name: 'plain-sort',
  setup({onLoad}) {
    onLoad({filter: /@oclif\/core\/lib\/config\/plugin\.js$/}, ({path: file}) => {
      const source = readFileSync(file, 'utf8')
      const contents = source.replace(
        '.sort((a, b) => a.id.localeCompare(b.id))',
        '.sort((a, b) => (a.id < b.id ? -1 : 1))',
      )
      if (contents === source) throw new Error(`${file} sorts otherwise than it did`)
      return {contents}
    })
  },
}

rmSync(out, {force: true, recursive: true})
const {outputFiles} = await build({
  absWorkingDir: root,
  bundle: true,
  // zeromq brings binaries; the rest is loaded, if at all, by name from where it is installed.
  external: ['pg-native', 'typescript', 'zeromq', ...plugins],
  format: 'cjs',
  legalComments: 'linked',
  minify: true,
  outfile: path.join(out, TARGET),
  platform: 'node',
  plugins: [lazyBuiltins, plainSort],
  stdin: {contents: entry, resolveDir: root},
  target: 'node20.19',
  write: false,
})
mkdirSync(out)
for (const {path: file, text} of outputFiles) {
  // Code of which the compiled form is kept cannot import by itself: whoever loads it gives it a function for that.
  writeFileSync(file, text.replaceAll('await import(', 'await importModule('))
}

// The bundle is an oclif CLI of its own, at home in its own folder.
for (const command of Object.values(manifest.commands)) delete command.relativePath
writeFileSync(path.join(out, 'oclif.manifest.json'), JSON.stringify(manifest))
const {dependencies, engines, name, oclif, version} = pjson
const bundled = {
  ...oclif,
  commands: {identifier: 'COMMANDS', strategy: 'explicit', target: TARGET},
  hooks: Object.fromEntries(Object.keys(oclif.hooks).map((event) => [event, {identifier: event, target: TARGET}])),
  plugins,
}
const versions = Object.fromEntries(plugins.map((plugin) => [plugin, dependencies[plugin]]))
writeFileSync(
  path.join(out, 'package.json'),
  JSON.stringify({dependencies: versions, engines, name, oclif: bundled, version}),
)
