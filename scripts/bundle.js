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

const TARGET = './piw.cjs'

/**
 * The plugins of the standalone piw, whose commands are in the bundle like its own: to find and load a plugin takes
 * longer than most commands do. A host that installs this one as a plugin has its own choice of the further ones.
 */
const plugins = [...pjson.oclif.plugins, '@oclif/plugin-autocomplete'].map((name) => `./node_modules/${name}`)

/** The commands of a plugin, from its manifest, with the file of each. */
function commandsOf(folder) {
  const {commands} = JSON.parse(readFileSync(path.join(root, folder, 'oclif.manifest.json'), 'utf8'))
  return Object.entries(commands).map(([id, {relativePath, ...command}]) => ({
    command: {...command, pluginName: pjson.name},
    file: `${folder}/${relativePath.join('/')}`,
    id,
  }))
}

const commands = ['.', ...plugins].flatMap((folder) => commandsOf(folder))

/** A getter of a default export, by the path from package.json or from the manifest. */
const getter = (name, file) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(file)}).default },`

const programs = {
  names: './dist/completion/main.js',
  'piw-rebuild': './dist/drop-in/main.js',
}
const entry = [
  'module.exports = {',
  'COMMANDS: {',
  ...commands.map(({file, id}) => getter(id, file)),
  '},',
  ...Object.entries(pjson.oclif.hooks).map(([event, hook]) => getter(event, `${hook}.js`)),
  "get piw() { return require('./dist/drop-in/run.js').runCommand },",
  ...Object.entries(programs).map(([name, file]) => `get '${name}'() { return require('${file}').main },`),
  '}',
].join('\n')

/** Parts of Node.js that take long to load, and that a short command needs little or nothing of. */
const SLOW_BUILTINS = [
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'https',
  'perf_hooks',
  'readline',
  'readline/promises',
]

/** Packages that oclif loads at its start, and needs for what is seldom done: templates, and finding files. */
const SLOW_PACKAGES = ['ejs', 'minimatch', 'tinyglobby']

/** Packages of which nothing is ever used, and that are large: a third of the bundle was the tables of this one. */
const UNUSED_PACKAGES = ['@inquirer/external-editor']

/** What of `fs/promises` is the same as of `fs`, made a promise of, which is there already. */
const PROMISED = new Set(['access', 'lstat', 'readFile', 'stat'])

/** An expression for a member of a module; what oclif reads are its own few files, which takes longer in its threads. */
function valueOf(name, member, isOclif) {
  if (SLOW_PACKAGES.includes(name) || UNUSED_PACKAGES.includes(name)) return `require('${name}').${member}`
  if (name !== 'fs/promises' || !PROMISED.has(member)) return `require('node:${name}').${member}`
  if (isOclif) return `async (...args) => require('node:fs').${member}Sync(...args)`
  return `require('node:util').promisify(require('node:fs').${member})`
}

/** Loads each of the slow modules only when something of it is used, rather than when it is named. */
const lazyModules = {
  name: 'lazy-modules',
  setup({onLoad, onResolve, resolve}) {
    onResolve({filter: new RegExp(`^(node:)?(${SLOW_BUILTINS.join('|')})$`)}, ({importer, namespace, path: name}) => {
      // Within the stand-in it is the real one.
      if (namespace.startsWith('lazy')) return {external: true, path: name}
      const isOclif = /\/(@oclif\/core|lilconfig)\//.test(importer)
      return {namespace: isOclif ? 'lazy-oclif' : 'lazy', path: name.replace('node:', '')}
    })
    onResolve(
      {filter: new RegExp(`^(${SLOW_PACKAGES.join('|')})$`)},
      ({importer, kind, namespace, path: name, pluginData}) => {
        if (pluginData === 'real') return
        if (namespace.startsWith('lazy')) return resolve(name, {kind, pluginData: 'real', resolveDir: root})
        return importer.includes('/@oclif/core/') ? {namespace: 'lazy', path: name} : undefined
      },
    )
    onResolve({filter: new RegExp(`^(${UNUSED_PACKAGES.join('|')})$`)}, ({namespace, path: name}) =>
      namespace.startsWith('lazy') ? {external: true, path: name} : {namespace: 'lazy', path: name},
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

/** What is replaced in the code of others, so that nothing slow is loaded that is not needed. */
const PATCHES = [
  {
    // By `localeCompare`, for which V8 first loads the rules of the locale. All ids are ASCII, and oclif's help sorts
    // what it shows by itself.
    file: /@oclif\/core\/lib\/config\/plugin\.js$/,
    from: '.sort((a, b) => a.id.localeCompare(b.id))',
    to: '.sort((a, b) => (a.id < b.id ? -1 : 1))',
  },
  {
    // The same value, of the package that it comes from: the other one loads `child_process`.
    file: /@oclif\/core\/lib\/util\/os\.js$/,
    from: "(await import('wsl-utils')).isWsl",
    to: "(await import('is-wsl')).default",
  },
  {
    // So that it is the one that is loaded when it is used.
    file: /lilconfig\/src\/index\.js$/,
    from: 'fs.promises.readFile',
    to: "require('fs/promises').readFile",
  },
  {
    // Its binaries stay where it is installed.
    file: /zeromq\/lib\/load-addon\.js$/,
    from: 'path_1.default.resolve(__dirname, "..", "build")',
    to: 'path_1.default.resolve(path_1.default.dirname(require.resolve("zeromq")), "..", "build")',
  },
]

const patched = {
  name: 'patched',
  setup({onEnd, onLoad}) {
    const missing = new Set(PATCHES)
    for (const patch of PATCHES) {
      const {file, from, to} = patch
      onLoad({filter: file}, ({path: name}) => {
        const source = readFileSync(name, 'utf8')
        if (!source.includes(from)) throw new Error(`${name} is otherwise than it was`)
        missing.delete(patch)
        return {contents: source.replace(from, to)}
      })
    }

    onEnd(() => {
      const [first] = missing
      if (first) throw new Error(`${first.file} is not there any more`)
    })
  },
}

/**
 * A function of what CommonJS code finds without declaring it. Code of which the compiled form is kept cannot import by
 * itself, so that whoever loads it gives it a function for that, too.
 */
function asFunction(code) {
  const names = 'exports, require, module, __filename, __dirname, importModule'
  return `(function (${names}) {${code.replaceAll('await import(', 'await importModule(')}\n})`
}

rmSync(out, {force: true, recursive: true})
const {outputFiles} = await build({
  absWorkingDir: root,
  // The `performance` of Node.js 20 takes longer to load (2 ms) than a short command has use of it.
  banner: {
    js: 'const $now = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6 }',
  },
  bundle: true,
  define: {'performance.now': '$now'},
  // Loaded, if at all, by name from where it is installed.
  external: ['pg-native', 'typescript'],
  format: 'cjs',
  legalComments: 'linked',
  // What is patched above is meant to find it where it is installed.
  logOverride: {'require-resolve-not-external': 'silent'},
  minify: true,
  outfile: path.join(out, TARGET),
  platform: 'node',
  plugins: [lazyModules, patched],
  stdin: {contents: entry, resolveDir: root},
  target: 'node20.19',
  write: false,
})
mkdirSync(out)
for (const {path: file, text} of outputFiles) {
  const isCode = path.basename(file) === path.basename(TARGET)
  writeFileSync(file, isCode ? asFunction(text) : text)
}

// The bundle is an oclif CLI of its own, at home in its own folder.
const {engines, name, oclif, version} = pjson
const manifest = {commands: Object.fromEntries(commands.map(({command, id}) => [id, command])), version}
writeFileSync(path.join(out, 'oclif.manifest.json'), JSON.stringify(manifest))
const bundled = {
  ...oclif,
  commands: {identifier: 'COMMANDS', strategy: 'explicit', target: TARGET},
  hooks: Object.fromEntries(Object.keys(oclif.hooks).map((event) => [event, {identifier: event, target: TARGET}])),
  plugins: [],
}
writeFileSync(path.join(out, 'package.json'), JSON.stringify({engines, name, oclif: bundled, version}))
