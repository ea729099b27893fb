import {type ChildProcess, fork} from 'node:child_process'
import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

import {startSchema} from './database-schema.js'

export type Row = Readonly<Record<string, unknown>>

/** A PostgreSQL with piwheels' table of packages. */
export interface TestDatabase {
  readonly dsn: string
  /** Sends the server a signal; for SIGKILL, resolves when it is dead. On a real server, breaks its connections. */
  kill(signal: NodeJS.Signals): Promise<void>
  query(sql: string, params?: readonly unknown[]): Promise<readonly Row[]>
  stop(): Promise<void>
}

export interface TestDatabaseOptions {
  /** The names in the table, or how many to invent: `pkg-0000001` and so on. None unless given. */
  readonly packages?: number | readonly string[]
  /** Where to make the socket; a fresh temporary folder unless given. */
  readonly socketDir?: string
}

interface Answer {
  readonly error?: string
  readonly id: number
  readonly rows?: readonly Row[]
}

/**
 * Starts PGlite in a process of its own, which takes seconds: share one among the tests of a file. Where `PIW_TEST_DSN`
 * names a real PostgreSQL, makes a schema of its own there instead.
 */
export async function startDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const real = process.env.PIW_TEST_DSN
  if (real) return startSchema(real, options.packages ?? [])

  const program = fileURLToPath(new URL('database-process.js', import.meta.url))
  const child = fork(program, [JSON.stringify(options)], {execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc']})
  const {dsn, folder} = await ready(child)
  let asked = 0

  async function stopped(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    // What it cleans itself, unless it was killed.
    if (options.socketDir === undefined) rmSync(folder, {force: true, recursive: true})
  }

  return {
    dsn,
    async kill(signal) {
      child.kill(signal)
      if (signal === 'SIGKILL') await stopped()
    },
    async query(sql, params = []) {
      const id = ++asked
      const answer = new Promise<Answer>((resolve) => {
        child.on('message', function listen(message: Answer) {
          if (message.id !== id) return
          child.off('message', listen)
          resolve(message)
        })
      })
      child.send({id, params, sql})
      const {error, rows = []} = await answer
      if (error !== undefined) throw new Error(error)
      return rows
    },
    async stop() {
      if (child.connected) child.disconnect()
      // One that was stopped by a signal would never see that.
      child.kill('SIGCONT')
      await stopped()
    },
  }
}

async function ready(child: ChildProcess): Promise<{dsn: string; folder: string}> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve as (message: unknown) => void)
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`The test database ended: ${code ?? signal}`)))
  })
}
