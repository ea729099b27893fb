// CommonJS, like all of bin/ (see its package.json): Node.js needs 4 to 6 ms more before it has loaded an ES module.
const fs = require('node:fs')
const {createRequire} = require('node:module')
const {homedir} = require('node:os')
const path = require('node:path')
const {Script} = require('node:vm')

const FOLDER = path.join(__dirname, '..', 'bundle')

/** What files with compiled code are called, of any version. */
const KEPT = /^piw-v\d.*\.bin(\.\d+)?$/

const bundledFile = (name) => path.join(FOLDER, name)

/**
 * Loads the standalone piw with V8's compiled code of the last time: compiling anew takes longer than most commands do.
 * (`module.enableCompileCache` of Node.js 22 and later does the like for every file, and takes longer.)
 *
 * @param purpose what it is loaded for, in letters and `-`: each has its own compiled code, of what it makes use of
 */
function loadBundle(purpose) {
  const file = bundledFile('piw.cjs')
  // V8 itself refuses code of another version or with other flags; of the source it looks at the length only.
  const {mtimeMs, size} = fs.statSync(file)
  const prefix = `piw-${process.version}-${size}-${Math.round(mtimeMs)}-`
  const name = `${prefix}${purpose}.bin`
  const cachedData = attempt(() => readOwn(path.join(cacheFolder(), name)))
  // A function, see scripts/bundle.js. It is ASCII, which is read much quicker so.
  const script = new Script(fs.readFileSync(file, 'latin1'), {cachedData, filename: file})

  const loaded = {exports: {}, filename: file, id: file, loaded: true}
  const requireThere = createRequire(file)
  // Where oclif finds it, too.
  requireThere.cache[file] = loaded
  script.runInThisContext()(loaded.exports, requireThere, loaded, file, FOLDER)
  const piw = loaded.exports

  if (cachedData === undefined || script.cachedDataRejected) {
    // At the end, when V8 has compiled what was used: all of it, unless something went wrong.
    process.once('exit', (code) => {
      if (code !== 0) return
      piw.restoreHeap()
      attempt(() => store(name, prefix, script.createCachedData()))
    })
  }

  return piw
}

/**
 * The user's own: elsewhere anybody could put code there, be it by what the user unpacks.
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
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  try {
    const {mode, uid} = fs.fstatSync(descriptor)
    // eslint-disable-next-line no-bitwise
    const isOwn = uid === process.geteuid() && (mode & 0o022) === 0
    return isOwn ? fs.readFileSync(descriptor) : undefined
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Takes the place of what was kept of other versions; the file is there as a whole or not at all. */
function store(name, prefix, code) {
  const folder = cacheFolder()
  const ours = path.dirname(folder)
  // Not in the home folder of another, which root may have been given, and makes nobody's home folder.
  checkOwn(fs.statSync(homedir()))
  // One by one: with `recursive` Node.js would go on for ever where /proc is in their place.
  for (const missing of [path.dirname(ours), ours, folder]) {
    if (!fs.existsSync(missing)) fs.mkdirSync(missing, 0o700)
  }

  for (const own of [ours, folder]) checkOwn(fs.lstatSync(own))
  for (const other of fs.readdirSync(folder)) {
    if (KEPT.test(other) && !other.startsWith(prefix)) fs.rmSync(path.join(folder, other), {force: true})
  }

  const cache = path.join(folder, name)
  const draft = `${cache}.${process.pid}`
  try {
    fs.writeFileSync(draft, code, {flag: 'wx', mode: 0o600})
    fs.renameSync(draft, cache)
  } catch (error) {
    fs.rmSync(draft, {force: true})
    throw error
  }
}

/** @throws unless it is a folder, not a link to one, of the user's own */
function checkOwn(stats) {
  if (!stats.isDirectory() || stats.uid !== process.geteuid()) throw new Error('not a folder of the user’s own')
}

/** It only makes the next start quicker: whatever is in the way is none of the user's business. */
function attempt(work) {
  try {
    return work()
  } catch {}
}

module.exports = {bundledFile, loadBundle}
