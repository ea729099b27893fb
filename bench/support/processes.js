import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

import {spread} from './statistics.js'

/** The piw of this checkout, as it is shipped. */
export const PIW = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

let newest

/** The Node.js that runs this, and the newest that is supported, installed from npm. */
export function nodes() {
  newest ??= install('24')
  return [process.execPath, newest]
}

/** Installs a major version of Node.js for this process, and returns its path. */
function install(major) {
  const folder = mkdtempSync(path.join(tmpdir(), 'piw-node-'))
  process.once('exit', () => rmSync(folder, {force: true, recursive: true}))
  // What the package `node` fetches by an install script, which newer versions of npm do not run.
  const binary = `node-${process.platform}-${process.arch}`
  const options = ['--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--silent']
  execFileSync('npm', ['install', ...options, `${binary}@${major}`])
  const node = path.join(folder, 'node_modules', binary, 'bin', 'node')
  const version = execFileSync(node, ['-p', 'process.versions.node'], {encoding: 'utf8'}).trim()
  if (!version.startsWith(`${major}.`)) throw new Error(`Expected Node.js ${major}, found ${version}.`)
  return node
}

/** An environment in which piw finds nothing of whoever measures. */
export function environment(home) {
  return {HOME: home, LANG: 'C.UTF-8', PATH: process.env.PATH}
}

/** How long a whole process takes, in milliseconds. */
export function time(node, args, {env, status = 0}) {
  const start = performance.now()
  const done = spawnSync(node, args, {encoding: 'utf8', env})
  const milliseconds = performance.now() - start
  if (done.status !== status) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`)
  return milliseconds
}

/**
 * Times processes in turn on one Node.js.
 *
 * `cases` are what to run, by name, as `{args, status}`; `bases` the names of those that the rows relate the others to.
 * Returns `{major, ratio(name, base), rows}`.
 */
export function compare(node, cases, {bases, env, runs}) {
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  // The first round only fills caches.
  for (let run = 0; run <= runs; run++) {
    for (const [name, {args, status}] of Object.entries(cases)) {
      const milliseconds = time(node, args, {env, status})
      if (run > 0) times[name].push(milliseconds)
    }
  }

  const version = execFileSync(node, ['-p', 'process.versions.node'], {encoding: 'utf8'}).trim()
  const middle = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, spread(values)]))
  const ratio = (name, base) => middle[name].median / middle[base].median
  const rows = Object.entries(middle).map(([name, {high, low, median}]) => ({
    ms: Math.round(median),
    'ms, middle half': `${Math.round(low)}–${Math.round(high)}`,
    'Node.js': version,
    ...Object.fromEntries(bases.map((base) => [`times ${base}`, Number(ratio(name, base).toFixed(2))])),
    what: name,
  }))
  return {major: version.split('.')[0], ratio, rows}
}

/** Runs piw to its end: its JSON document, its peak of memory in MB, and its CPU time in seconds. */
export function measure(args, home) {
  const file = path.join(home, 'usage')
  const note = `import {writeFileSync} from 'node:fs'
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.resourceUsage())))`
  const importNote = `data:text/javascript,${encodeURIComponent(note)}`
  const done = spawnSync(process.execPath, ['--import', importNote, PIW, 'rebuild', ...args, '--json'], {
    encoding: 'utf8',
    env: environment(home),
    maxBuffer: 64 * 1024 * 1024,
  })
  if (done.status !== 0) throw new Error(`piw ended with ${done.status}: ${done.stderr}${done.stdout}`)
  const {maxRSS, systemCPUTime, userCPUTime} = JSON.parse(readFileSync(file, 'utf8'))
  return {cpu: (systemCPUTime + userCPUTime) / 1e6, megabytes: maxRSS / 1024, report: JSON.parse(done.stdout)}
}
