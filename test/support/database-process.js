/**
 * A PostgreSQL of its own: PGlite behind a Unix socket, with the table of packages that piwheels has. Forked, so that
 * it takes no time from what is tested and can be killed like a server; plain JavaScript, so that it needs no build.
 *
 * Its argument is JSON: `{packages, socketDir}`, names or how many to invent, and a folder to make its socket in. It
 * sends `{dsn}` when it is ready, answers `{id, params, sql}` with `{id, rows}` or `{error, id}`, and ends with its
 * parent.
 */
import {PGlite} from '@electric-sql/pglite'
import {PGLiteSocketServer} from '@electric-sql/pglite-socket'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const {packages = [], socketDir} = JSON.parse(process.argv[2] ?? '{}')
const folder = socketDir ?? mkdtempSync(join(tmpdir(), 'piw-database-'))

process.once('disconnect', leave)
// Ctrl-C reaches the whole group of processes; the parent decides when it has had enough.
process.on('SIGINT', () => {})

const db = await PGlite.create()
await db.exec('CREATE TABLE packages(package varchar(200) PRIMARY KEY, skip varchar(100), description varchar(200))')
await (typeof packages === 'number'
  ? db.query("INSERT INTO packages SELECT 'pkg-' || lpad(n::text, 7, '0') FROM generate_series(1, $1::int) n", [
      packages,
    ])
  : db.query('INSERT INTO packages SELECT unnest($1::text[])', [packages]))

const socket = join(folder, '.s.PGSQL.5432')
// One that was killed left its own behind, which PostgreSQL removes, too.
rmSync(socket, {force: true})
const server = new PGLiteSocketServer({db, maxConnections: 5, path: socket})
await server.start()

process.on('message', async ({id, params, sql}) => {
  try {
    const {rows} = await db.query(sql, params)
    process.send({id, rows})
  } catch (error) {
    process.send({error: error.message, id})
  }
})
// The parent may be gone already.
process.send?.({dsn: `postgres:///postgres?host=${encodeURIComponent(folder)}&user=postgres`, folder}, () => {})

function leave() {
  if (socketDir === undefined) rmSync(folder, {force: true, recursive: true})
  else rmSync(socket, {force: true})
  // PGlite holds the process open; there is nothing to save.
  // eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit
  process.exit(0)
}
