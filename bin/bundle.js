// CommonJS, like all of bin/ (see its package.json): Node.js needs 4 to 6 ms more before it has loaded an ES module.
const fs = require('node:fs')
const {createRequire} = require('node:module')
const {homedir} = require('node:os')
const path = require('node:path')
const {Script} = require('node:vm')
const {crc32} = require('node:zlib')

const {O_NOFOLLOW, O_NONBLOCK, O_RDONLY} = fs.constants

const FOLDER = path.join(__dirname, '..', 'bundle')

/** Modes of a file with compiled code, between uses and while it is in use. */
const USABLE = 0o600
const IN_USE = 0o200

/** The size of a file with compiled code in bytes, which is a tenth of it. */
const LARGEST = 10_000_000

const bundledFile = (name) => path.join(FOLDER, name)

/**
 * Loads the standalone piw with V8's compiled code of the last time: compiling anew takes longer than most commands do.
 * (`module.enableCompileCache` of Node.js 22 and later does the like for every file, and takes longer.)
 *
 * @param purpose what it is loaded for, in letters and `-`: each has its own compiled code, of what it makes use of
 */
function loadBundle(purpose) {
  const file = bundledFile('piw.cjs')
  // V8 itself refuses code of another version or with other flags, but looks at no more than the length of the source.
  const {mtimeMs, size} = fs.statSync(file)
  const source = crc32(`${process.version} ${size} ${mtimeMs}`)
  const kept = attempt(() => takeUp(`${purpose}.bin`, source))
  // A function, see scripts/bundle.js. It is ASCII, which is read much quicker so.
  const script = new Script(fs.readFileSync(file, 'latin1'), {cachedData: kept?.code, filename: file})

  const loaded = {exports: {}, filename: file, id: file, loaded: true}
  const requireThere = createRequire(file)
  // Where oclif finds it, too.
  requireThere.cache[file] = loaded
  script.runInThisContext()(loaded.exports, requireThere, loaded, file, FOLDER)
  const piw = loaded.exports
  // At the end, when V8 has compiled what was used: all of it, unless something went wrong.
  process.once('exit', (code) => {
    if (kept) attempt(() => fs.fchmodSync(kept.descriptor, USABLE))
    if (code !== 0 || (kept && !script.cachedDataRejected)) return
    piw.restoreHeap()
    attempt(() => store(`${purpose}.bin`, source, script.createCachedData()))
  })

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

/**
 * Code that nobody but the user could have written, who may be root with the home folder of another. It is in use from
 * then on: what was in use when a process was killed, as it hung, is not tried again.
 *
 * @throws where there is none, or it is damaged, which V8 itself would not notice
 */
function takeUp(name, source) {
  // Open to the end of the process, for its mode.
  const descriptor = fs.openSync(path.join(cacheFolder(), name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  const stats = fs.fstatSync(descriptor)
  const isOwn = stats.isFile() && stats.uid === process.geteuid() && stats.mode % 0o1000 === USABLE
  const bytes = isOwn && stats.size < LARGEST ? fs.readFileSync(descriptor) : Buffer.alloc(0)
  const code = bytes.subarray(0, -4)
  if (bytes.readUInt32LE(code.length) !== crc32(code, source)) throw new Error('damaged')
  fs.fchmodSync(descriptor, IN_USE)
  return {code, descriptor}
}

/** Replaces what was kept, as a whole, on the disk, too. */
function store(name, source, code) {
  const folder = cacheFolder()
  const ours = path.dirname(folder)
  // Not in the home folder of another, which root may have been given, and makes nobody's home folder.
  checkOwn(fs.statSync(homedir()))
  // One by one: with `recursive` Node.js would go on for ever where /proc is in their place.
  if (!fs.existsSync(path.dirname(ours))) fs.mkdirSync(path.dirname(ours), 0o755)
  for (const missing of [ours, folder]) if (!fs.existsSync(missing)) fs.mkdirSync(missing, 0o700)
  for (const own of [ours, folder]) checkOwn(fs.lstatSync(own))
  const sum = Buffer.from(Uint32Array.of(crc32(code, source)).buffer)
  const draft = path.join(folder, `${name}.draft`)
  fs.rmSync(draft, {force: true})
  try {
    fs.writeFileSync(draft, Buffer.concat([code, sum]), {flag: 'wx', flush: true, mode: USABLE})
    fs.renameSync(draft, path.join(folder, name))
  } finally {
    fs.rmSync(draft, {force: true})
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
