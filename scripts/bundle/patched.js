import {readFileSync} from 'node:fs'

/** What is replaced in the code of others, so that nothing slow is loaded that is not needed. */
const PATCHES = [
  {
    // By `localeCompare`, for which V8 first loads the rules of the locale. All ids are ASCII, and oclif's help sorts
    // what it shows by itself.
    file: '/@oclif/core/lib/config/plugin.js',
    from: '.sort((a, b) => a.id.localeCompare(b.id))',
    to: '.sort((a, b) => (a.id < b.id ? -1 : 1))',
  },
  {
    // The one that it is given, which the same oclif has made: it would make another for each command that runs.
    file: '/@oclif/core/lib/config/config.js',
    from: 'if (isConfig(opts)) {',
    to: 'if (isConfig(opts)) return opts\nif (false) {',
  },
  {
    // The same file: to ask for its number makes a stream of it.
    file: '/debug/src/node.js',
    from: 'tty.isatty(process.stderr.fd)',
    to: 'tty.isatty(2)',
  },
  {
    // The same value, of the package that it comes from: the other one loads `child_process`.
    file: '/@oclif/core/lib/util/os.js',
    from: "(await import('wsl-utils')).isWsl",
    to: "(await import('is-wsl')).default",
  },
  {
    // So that it is the one that is loaded when it is used.
    file: '/lilconfig/src/index.js',
    from: 'fs.promises.readFile',
    to: "require('fs/promises').readFile",
  },
  {
    // It would make a `Response` to find out, for which Node.js 20 loads undici (17 ms).
    file: '/pg/lib/stream.js',
    from: 'if (isCloudflareRuntime())',
    to: 'if (false)',
  },
  {
    // Its binaries stay where it is installed.
    file: '/zeromq/lib/load-addon.js',
    from: 'path_1.default.resolve(__dirname, "..", "build")',
    to: 'path_1.default.resolve(path_1.default.dirname(require.resolve("zeromq")), "..", "build")',
  },
]

/** oclif's own code, of which a command uses a third. */
const OCLIF = /\/@oclif\/core\/lib\/.*\.js$/

/** Those that have found nothing to replace. */
const unused = new Set(PATCHES)

/** Replaces what slows the start in the code of others. */
export const patched = {
  name: 'patched',
  setup({onLoad}) {
    const files = PATCHES.map(({file}) => file.replaceAll('.', String.raw`\.`))
    onLoad({filter: new RegExp(`(${files.join('|')})$|${OCLIF.source}`)}, ({path: name}) => {
      let contents = readFileSync(name, 'utf8')
      for (const patch of PATCHES.filter(({file}) => name.endsWith(file))) {
        if (!contents.includes(patch.from)) throw new Error(`${name} is otherwise than it was`)
        contents = contents.replace(patch.from, patch.to)
        unused.delete(patch)
      }

      return {contents: OCLIF.test(name) ? withLazyRequires(contents) : contents}
    })
  },
}

/** @throws where the code of others is not what it was */
export function checkPatched() {
  const [first] = unused
  if (first) throw new Error(`${first.file} is not there any more`)
}

/** `const name = require('file')` at the top of a file, as TypeScript writes it, and the same of a default export. */
const REQUIRE = /^(?:const|var) (\w+) = ((?:__importDefault\()?require\(["'][^"']+["']\)\)?);$/gm

/** CommonJS code of TypeScript's, in which what is required is loaded when it is used first. */
function withLazyRequires(code) {
  let lazy = code.replaceAll(
    REQUIRE,
    (_, name, value) => `let ${name}$; const ${name}$get = () => ${name}$ ??= ${value};`,
  )
  for (const [, name] of code.matchAll(REQUIRE)) {
    // But where it is a part of another name, or of a file's.
    const use = new RegExp(String.raw`(?<![\w'"-])${name}(?![\w$'"-])`, 'g')
    lazy = lazy.replaceAll(use, `(${name}$get())`)
  }

  return lazy
}
