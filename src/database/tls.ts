import type {ConnectionOptions} from 'node:tls'

import {readFile} from 'node:fs/promises'

import {escapeControls} from '../text/escape-controls.js'
import {malformed} from './database-error.js'

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

/** libpq's `sslmode`. */
export type SslMode = (typeof SSL_MODES)[number]

/** Whether and how a connection over TCP is encrypted; the others are paths of PEM files. */
export interface TlsSettings {
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly mode: SslMode
  /** `system` stands for the authorities that Node trusts. */
  readonly rootCert: string | undefined
}

/** @throws DatabaseError of kind `usage` for a mode that does not exist, or one that lacks a file */
export function readTls(given: {readonly [Key in keyof TlsSettings]: string | undefined}): TlsSettings {
  const mode = SSL_MODES.find((known) => known === (given.mode || 'prefer'))
  if (!mode) {
    throw malformed(`sslmode must be one of ${SSL_MODES.join(', ')}, not "${escapeControls(given.mode ?? '', 40)}"`)
  }

  const settings = {cert: given.cert || undefined, key: given.key || undefined, rootCert: given.rootCert || undefined}
  if (mode.startsWith('verify') && !settings.rootCert) {
    throw malformed(`sslmode=${mode} needs sslrootcert: a file of certificate authorities, or "system"`)
  }

  return {...settings, mode}
}

/**
 * The ways to connect, each to be tried if the server would not have the one before: options for TLS, or false for
 * none. A Unix socket never has TLS.
 */
export async function tlsAttempts(tls: TlsSettings, host: string): Promise<(ConnectionOptions | false)[]> {
  if (host.startsWith('/') || tls.mode === 'disable') return [false]
  const options = await tlsOptions(tls)
  if (tls.mode === 'allow') return [false, options]
  return tls.mode === 'prefer' ? [options, false] : [options]
}

async function tlsOptions({cert, key, mode, rootCert}: TlsSettings): Promise<ConnectionOptions> {
  // Like libpq: with a root certificate, `require` verifies as `verify-ca` does.
  const isVerified = mode.startsWith('verify') || (mode === 'require' && rootCert !== undefined)
  return {
    ...(rootCert && rootCert !== 'system' && {ca: await pem(rootCert, 'sslrootcert')}),
    ...(cert && {cert: await pem(cert, 'sslcert')}),
    ...(key && {key: await pem(key, 'sslkey')}),
    ...(mode !== 'verify-full' && {checkServerIdentity: acceptAnyName}),
    rejectUnauthorized: isVerified,
  }
}

/** The certificate is what counts, not whose name is on it. */
function acceptAnyName(): undefined {
  return undefined
}

async function pem(file: string, parameter: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw malformed(`${parameter} cannot be read: ${(error as Error).message}`, error)
  }
}
