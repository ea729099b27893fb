/**
 * A rebuild of all packages as an admin would see it, with nothing but what `npm ci` brings: an embedded database with
 * 5,000 packages and an emulated master that is as quick as the real one, both on Unix sockets in temporary folders.
 * Ends with the command's exit code and leaves nothing behind.
 */
import {startMaster} from '@piwheels/plugin-rebuild/testing'
import {fork, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const PACKAGES = Array.from({length: 5000}, (_, n) => `package-${String(n + 1).padStart(4, '0')}`)

/** What the real master was measured to take for a request, in milliseconds. */
const SERVICE_TIME = 0.86

const run = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const databaseProcess = fileURLToPath(new URL('../test/support/database-process.js', import.meta.url))

// Ctrl-C reaches the command as well, SIGTERM is passed on: it ends in good order, and then this does.
let piw
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true
    if (signal === 'SIGTERM') piw?.kill(signal)
  })
}

const home = mkdtempSync(path.join(tmpdir(), 'piw-demo-'))
let database
let master
try {
  console.log('Starting an embedded database with 5,000 packages and an emulated master…')
  database = fork(databaseProcess, [JSON.stringify({packages: PACKAGES})], {execArgv: []})
  const ready = once(database, 'message')
  master = await startMaster({packages: PACKAGES, serviceTime: SERVICE_TIME})
  const [{dsn}] = await ready
  // This master writes no pages, so there is no rate to be found.
  const args = ['rebuild', 'project', '--yes', '--rate', '0', '--import-queue', master.address, '--dsn', dsn]
  if (!stopped) {
    console.log('$ piw rebuild project --yes --rate 0')
    piw = spawn(process.execPath, [run, ...args], {env: {...process.env, XDG_DATA_HOME: home}, stdio: 'inherit'})
  }

  const [code, signal] = piw ? await once(piw, 'exit') : [1, null]
  process.exitCode = signal === null ? code : 1
} finally {
  await master?.stop()
  database?.disconnect()
  rmSync(home, {force: true, recursive: true})
}
