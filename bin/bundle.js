// CommonJS, like all of bin/ (see its package.json): Node.js needs 4 to 6 ms more before it has loaded an ES module.
const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs')
const {createRequire} = require('node:module')
const {homedir} = require('node:os')
const path = require('node:path')
const {Script} = require('node:vm')

const FOLDER = path.join(__dirname, '..', 'bundle')

/** What files with compiled code are called, of any version. */
const KEPT = /^piw-v\d.*\.bin(\.\d+)?$/

/**
 * Loads the standalone piw, with the code that V8 made of it the last time: compiling it anew takes longer than most
 * commands do. (`module.enableCompileCache` of Node.js 22 and later does the like for every file, and takes longer.)
 *
 * @param purpose what it is loaded for, in letters and `-`: each has its own compiled code, of what it makes use of
 */
function loadBundle(purpose) {
  // V8 itself refuses code of another version or with other flags; of the source it looks at the length only.
  const identity = ['piw', 'rare'].map((name) => {
    const {mtimeMs, size} = statSync(path.join(FOLDER, `${name}.cjs`))
    return `${size}-${Math.round(mtimeMs)}`
  })
  const prefix = `piw-${process.version}-${identity.join('-')}`
  const keptAs = (name) => `${prefix}-${name}-${purpose}.bin`
  const fresh = []
  let rare

  function load(name) {
    const file = path.join(FOLDER, `${name}.cjs`)
    let cachedData
    keep(() => {
      cachedData = readOwn(path.join(cacheFolder(), keptAs(name)))
    })
    // A function, see scripts/bundle.js. It is ASCII, which is read much quicker so.
    const script = new Script(readFileSync(file, 'latin1'), {cachedData, filename: file})
    if (cachedData === undefined || script.cachedDataRejected) fresh.push({name, script})

    const loaded = {exports: {}, filename: file, id: file, loaded: true}
    const requireThere = createRequire(file)
    // Where oclif finds it, too.
    requireThere.cache[file] = loaded
    const requireAny = (id) => {
      if (id !== './rare.cjs') return requireThere(id)
      rare ??= load('rare')
      return rare
    }

    Object.assign(requireAny, requireThere)
    script.runInThisContext()(loaded.exports, requireAny, loaded, file, FOLDER, (id) => import(id))
    return loaded.exports
  }

  const piw = load('piw')
  // At the end, when V8 has compiled what was used: all of it, unless something went wrong.
  process.once('exit', (code) => {
    if (code !== 0 || fresh.length === 0) return
    piw.restoreHeap()
    for (const {name, script} of fresh) keep(() => store(keptAs(name), prefix, script.createCachedData()))
  })
  return piw
}

/**
 * Of the user's own: elsewhere anybody could put code there, be it by what the user unpacks.
 *
 * @throws where the user has no home folder, or one that depends on where piw is started
 */
function cacheFolder() {
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'piw', 'compiled')
  if (!path.isAbsolute(folder)) throw new Error('not a folder of its own')
  return folder
}

/** A file that nobody but the user could have written, who may be root with the home folder of another. */
function readOwn(file) {
  // eslint-disable-next-line no-bitwise
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const {mode, uid} = fstatSync(descriptor)
    // eslint-disable-next-line no-bitwise
    const isOwn = uid === process.geteuid() && (mode & 0o022) === 0
    return isOwn ? readFileSync(descriptor) : undefined
  } finally {
    closeSync(descriptor)
  }
}

/** Takes the place of what was kept of other versions; the file is there as a whole or not at all. */
function store(name, prefix, code) {
  const folder = cacheFolder()
  // Not in the home folder of another, which root may have been given, and makes nobody's home folder.
  checkOwn(statSync(homedir()))
  // One by one: with `recursive` Node.js would go on for ever where /proc is in their place.
  for (const missing of [path.dirname(path.dirname(folder)), path.dirname(folder), folder]) {
    if (!existsSync(missing)) mkdirSync(missing, 0o700)
  }

  for (const ours of [path.dirname(folder), folder]) checkOwn(lstatSync(ours))
  for (const other of readdirSync(folder)) {
    if (KEPT.test(other) && !other.startsWith(`${prefix}-`)) rmSync(path.join(folder, other), {force: true})
  }

  const cache = path.join(folder, name)
  const draft = `${cache}.${process.pid}`
  try {
    writeFileSync(draft, code, {flag: 'wx', mode: 0o600})
    renameSync(draft, cache)
  } catch (error) {
    rmSync(draft, {force: true})
    throw error
  }
}

/** @throws unless it is a folder, not a link to one, of the user's own */
function checkOwn(stats) {
  if (!stats.isDirectory() || stats.uid !== process.geteuid()) throw new Error('not a folder of the user’s own')
}

/** It only makes the next start quicker: whatever is in the way is none of the user's business. */
function keep(work) {
  try {
    work()
  } catch {}
}

exports.bundledFile = (name) => path.join(FOLDER, name)
exports.loadBundle = loadBundle
