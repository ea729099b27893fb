import type {ConnectionOptions} from 'node:tls'

import {readFile} from 'node:fs/promises'

import {reasonOf} from '../errors/system-error.js'
import {escapeControls} from '../text/escape-controls.js'
import {malformed} from './database-error.js'

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

/** libpq's `sslmode`, and paths of PEM files. */
export interface TlsSettings {
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly mode: (typeof SSL_MODES)[number]
  /** `system` stands for the authorities that Node.js trusts. */
  readonly rootCert: string | undefined
}

/** @throws DatabaseError of kind `usage` for an unknown mode, or one that needs a file */
export function readTls(given: Record<keyof TlsSettings, string | undefined>): TlsSettings {
  const {mode: name = 'prefer'} = given
  const mode = SSL_MODES.find((known) => known === name)
  if (!mode) throw malformed(`sslmode must be one of ${SSL_MODES.join(', ')}, not "${escapeControls(name, 40)}"`)
  if (mode.startsWith('verify') && !given.rootCert) {
    throw malformed(`sslmode=${mode} needs sslrootcert: a file of certificate authorities, or "system"`)
  }

  return {...given, mode}
}

/**
 * pg's option `ssl` for a host: options for TLS, or false for none. Unlike libpq, `allow` and `prefer` try one way only:
 * none on this machine, TLS to any other host. A Unix socket never has TLS.
 */
export async function tlsTo(
  host: string,
  {cert, key, mode, rootCert}: TlsSettings,
): Promise<ConnectionOptions | false> {
  const isOptional = mode === 'allow' || mode === 'prefer'
  if (host.startsWith('/') || mode === 'disable' || (isOptional && isLoopback(host))) return false
  // As in libpq, `require` with a root certificate means `verify-ca`.
  const isVerified = mode.startsWith('verify') || (mode === 'require' && rootCert !== undefined)
  return {
    ...(rootCert && rootCert !== 'system' && {ca: await pem(rootCert, 'sslrootcert')}),
    ...(cert && {cert: await pem(cert, 'sslcert')}),
    ...(key && {key: await pem(key, 'sslkey')}),
    // eslint-disable-next-line unicorn/no-useless-undefined
    ...(mode !== 'verify-full' && {checkServerIdentity: () => undefined}),
    rejectUnauthorized: isVerified,
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)
}

async function pem(file: string, parameter: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw malformed(`cannot read ${parameter}: ${reasonOf(error)}`, error)
  }
}
