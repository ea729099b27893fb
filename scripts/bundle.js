/**
 * Makes bundle/: the standalone piw in two files, what every run needs and what few need, since finding, reading and
 * compiling the many of oclif takes most of the time that a short command has. Hosts that install the plugin load dist/
 * and never see them.
 *
 * They are CommonJS, as oclif is, for V8's compiled code of such files can be kept on every Node.js (see bin/bundle.js).
 * What is in them is evaluated only when it is asked for.
 */
import {build} from 'esbuild'
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

import {lazyModules} from './bundle/lazy-modules.js'
import {checkPatched, patched} from './bundle/patched.js'
import {rareEntry, rarePackages} from './bundle/rare-packages.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = path.join(root, 'bundle')
const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

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
  "get piw() { return require('./dist/standalone/run.js').runCommand },",
  "get restoreHeap() { return require('./dist/standalone/small-heap.js').restoreHeap },",
  ...Object.entries(programs).map(([name, file]) => `get '${name}'() { return require('${file}').main },`),
  '}',
].join('\n')

/**
 * A function of what CommonJS code finds without declaring it. Code of which the compiled form is kept cannot import by
 * itself, so that whoever loads it gives it a function for that, too. It is ASCII throughout.
 */
function asFunction(code) {
  const names = 'exports, require, module, __filename, __dirname, importModule'
  const body = code
    .replaceAll('await import(', 'await importModule(')
    // Where esbuild would copy a hundred members to make a namespace of one.
    .replaceAll(/[\w$]+(\(require\("node:[\w/]+"\)),1\)/g, '$$builtin$1)')
    // bin/bundle.js reads it as ASCII, which esbuild leaves regular expressions out of.
    .replaceAll(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.codePointAt(0).toString(16).padStart(4, '0')}`)
  return `(function (${names}) {${body}\n})`
}

/** Writes a bundle, and beside it the licences of what is in it. */
async function bundle(target, contents, plugins) {
  const {outputFiles} = await build({
    absWorkingDir: root,
    // The `performance` of Node.js 20 takes longer to load (2 ms) than a short command has use of it.
    banner: {
      js: [
        'const $now = () => { const [seconds, nanoseconds] = process.hrtime(); return seconds * 1e3 + nanoseconds / 1e6 }',
        'const $builtin = (value) => ({__proto__: value, default: value})',
      ].join('\n'),
    },
    bundle: true,
    define: {'performance.now': '$now'},
    // Loaded, if at all, by name from where it is installed.
    external: ['pg-native', 'typescript'],
    format: 'cjs',
    legalComments: 'linked',
    // What is patched is meant to find it where it is installed.
    logOverride: {'require-resolve-not-external': 'silent'},
    minify: true,
    outfile: path.join(out, target),
    platform: 'node',
    plugins: [lazyModules, patched, ...plugins],
    stdin: {contents, resolveDir: root},
    target: 'node20.19',
    write: false,
  })
  for (const {path: file, text} of outputFiles) {
    writeFileSync(file, path.basename(file) === target ? asFunction(text) : text)
  }
}

rmSync(out, {force: true, recursive: true})
mkdirSync(out)
await bundle('piw.cjs', entry, [rarePackages('./rare.cjs')])
await bundle('rare.cjs', rareEntry, [])
checkPatched()

// The bundle is an oclif CLI of its own, at home in its own folder.
const {engines, name, oclif, version} = pjson
const manifest = {commands: Object.fromEntries(commands.map(({command, id}) => [id, command])), version}
writeFileSync(path.join(out, 'oclif.manifest.json'), JSON.stringify(manifest))
const bundled = {
  ...oclif,
  commands: {identifier: 'COMMANDS', strategy: 'explicit', target: './piw.cjs'},
  hooks: Object.fromEntries(Object.keys(oclif.hooks).map((event) => [event, {identifier: event, target: './piw.cjs'}])),
  plugins: [],
}
writeFileSync(path.join(out, 'package.json'), JSON.stringify({engines, name, oclif: bundled, version}))
