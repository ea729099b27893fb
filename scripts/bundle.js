/**
 * Makes bundle/: the standalone piw in a few files, since reading and compiling the many of oclif takes most of the time
 * that a short command has. Hosts that install the plugin load dist/ and never see it.
 */
import {build} from 'esbuild'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = path.join(root, 'bundle')
const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const manifest = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8'))

/** The plugins of the standalone piw. A host that installs this one as a plugin has its own choice of the further ones. */
const plugins = [...pjson.oclif.plugins, '@oclif/plugin-autocomplete']

/** `./dist/hooks/config` and `dist/hooks/config.js` alike as `hooks/config`. */
const inDist = (file) => path.relative('dist', file).replace(/\.js$/, '')

const commands = Object.values(manifest.commands).map(({relativePath}) => inDist(path.join(...relativePath)))
const hooks = Object.values(pjson.oclif.hooks).map((hook) => inDist(hook))

rmSync(out, {force: true, recursive: true})
await build({
  absWorkingDir: root,
  // What oclif's modules, which are CommonJS, expect to find.
  banner: {
    js: [
      "import {createRequire as createRequire_} from 'node:module'",
      "import {dirname as dirname_} from 'node:path'",
      "import {fileURLToPath as fileURLToPath_} from 'node:url'",
      'const require = createRequire_(import.meta.url)',
      'const __filename = fileURLToPath_(import.meta.url)',
      'const __dirname = dirname_(__filename)',
    ].join(';'),
  },
  bundle: true,
  entryPoints: {
    names: 'dist/completion/main.js',
    'piw-rebuild': 'dist/drop-in/main.js',
    run: 'bin/dev.js',
    ...Object.fromEntries([...commands, ...hooks].map((file) => [file, `dist/${file}.js`])),
  },
  // zeromq brings binaries; the rest is loaded, if at all, by name from where it is installed.
  external: ['pg-native', 'typescript', 'zeromq', ...plugins],
  format: 'esm',
  legalComments: 'linked',
  minify: true,
  outdir: out,
  platform: 'node',
  splitting: true,
  target: 'node20.19',
})

// The bundle is an oclif CLI of its own, at home in its own folder.
for (const command of Object.values(manifest.commands)) command.relativePath = command.relativePath.slice(1)
writeFileSync(path.join(out, 'oclif.manifest.json'), JSON.stringify(manifest))
const {dependencies, engines, name, oclif, version} = pjson
const bundled = {
  ...oclif,
  commands: './commands',
  hooks: Object.fromEntries(Object.entries(oclif.hooks).map(([event, hook]) => [event, `./${inDist(hook)}`])),
  plugins,
}
const versions = Object.fromEntries(plugins.map((plugin) => [plugin, dependencies[plugin]]))
writeFileSync(
  path.join(out, 'package.json'),
  JSON.stringify({dependencies: versions, engines, name, oclif: bundled, type: 'module', version}),
)
