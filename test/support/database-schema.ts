import {randomBytes} from 'node:crypto'
import pg from 'pg'

import type {Row, TestDatabase} from './database.js'

import {parseDsn} from '../../src/database/dsn.js'

/** Makes a schema with the table of packages in a real PostgreSQL, to be dropped by `stop`. */
export async function startSchema(real: string, packages: number | readonly string[]): Promise<TestDatabase> {
  const schema = `piw_test_${randomBytes(6).toString('hex')}`
  const {database, host, options, password, port, user} = parseDsn(real)
  const client = new pg.Client({database, host, options, password, port, user})
  await client.connect()
  await client.query(`CREATE SCHEMA ${schema}`)
  await client.query(`SET search_path = ${schema}`)
  await client.query(
    'CREATE TABLE packages(package varchar(200) PRIMARY KEY, skip varchar(100), description varchar(200))',
  )
  await (typeof packages === 'number'
    ? client.query("INSERT INTO packages SELECT 'pkg-' || lpad(n::text, 7, '0') FROM generate_series(1, $1::int) n", [
        packages,
      ])
    : client.query('INSERT INTO packages SELECT unnest($1::text[])', [packages]))

  const search = encodeURIComponent(`-c search_path=${schema}`)
  return {
    // The name tells the connections of this schema from those of other tests.
    dsn: `${real}${real.includes('?') ? '&' : '?'}options=${search}&application_name=${schema}`,
    async kill() {
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [schema])
    },
    async query(sql, params = []) {
      const {rows} = await client.query<Row>(sql, [...params])
      return rows
    },
    async stop() {
      await client.query(`DROP SCHEMA ${schema} CASCADE`)
      await client.end()
    },
  }
}
