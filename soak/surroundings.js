import {fork, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const databaseProgram = fileURLToPath(new URL('../test/support/database-process.js', import.meta.url))
const piwProgram = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** The embedded database with so many packages, its socket in a folder; the signal ends it. */
export async function startDatabase({folder: socketDir, packages, signal}) {
  const child = fork(databaseProgram, [JSON.stringify({packages, socketDir})], {execArgv: []})
  const end = () => {
    if (child.connected) child.disconnect()
  }

  signal.addEventListener('abort', end)
  const ended = once(child, 'exit')
  const [{dsn}] = await Promise.race([
    once(child, 'message'),
    ended.then(([code, signal]) => {
      throw new Error(`The database ended: ${code ?? signal}`)
    }),
  ])
  return {
    dsn,
    async stop() {
      end()
      await ended
    },
  }
}

/** The piw of this checkout, in a home folder of its own. */
export class Piw {
  /** How it ended: `{code, signal, stdout}`. */
  ended
  hasEnded = false
  /** The most memory it has had in use, in MiB; 0 where the system does not tell. */
  peak = 0
  stderr = ''
  #child

  constructor(args, home) {
    this.#child = spawn(process.execPath, [piwProgram, ...args], {
      // What it keeps to start quicker is none of its data.
      env: {
        HOME: home,
        LANG: 'C.UTF-8',
        PATH: process.env.PATH,
        XDG_CACHE_HOME: path.join(home, '..', 'cache'),
        XDG_DATA_HOME: home,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timer = setInterval(() => this.#measure(), 100)
    let stdout = ''
    this.#child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text
    })
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      clearInterval(timer)
      this.hasEnded = true
      return {code, signal, stdout}
    })
  }

  async stop() {
    if (!this.hasEnded) this.#child.kill('SIGKILL')
    await this.ended
  }

  #measure() {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
      this.peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024 || this.peak
    } catch {
      // It has ended, or this is no Linux.
    }
  }
}
