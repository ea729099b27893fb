/** How a file gives a setting: as text, as a flag, or not at all (then its name is an unknown key, and is ignored). */
export type FileForm = 'flag' | 'none' | 'text'

/** The properties of a setting. */
export interface Definition<T> {
  readonly default: T
  /** Noun for the error when empty; omit to allow empty values. */
  readonly expected?: string
  readonly form: FileForm
}

/** Every setting by its long name, with its default: the only place for both. Help texts take the defaults from here. */
export const definitions = {
  /** The database, as a URL for libpq in SQLAlchemy's form. It may contain a password: never show it. */
  dsn: setting('text', 'postgres:///piwheels'),
  /** The ZeroMQ address of the master's import queue. */
  'import-queue': setting('text', 'ipc:///tmp/piw-import'),
  /** The log file; undefined for none. A `~` in it means itself. */
  'log-file': setting<string | undefined>('text', undefined, 'the name of a file'),
  /** The directory that the master writes the site to. */
  'output-path': setting('text', '/var/www'),
  /** Show errors only. Never together with `verbose`. */
  quiet: setting('flag', false),
  /** How long to wait for an answer from the master, in seconds. */
  timeout: setting('none', 600),
  /** A user whose socket is trusted besides root's, `piwheels`' and one's own, by name or number. */
  'trust-user': {default: undefined, form: 'none'} as Definition<string | undefined>,
  /** Show what is done and why. Never together with `quiet`. */
  verbose: setting('flag', false),
  /** Never prompt. */
  yes: setting('flag', false),
}

function setting<T>(form: FileForm, initial: T, expected?: string): Definition<Widened<T>> {
  return {default: initial as Widened<T>, form, ...(expected !== undefined && {expected})}
}

/** The type of a setting with this default. */
type Widened<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : T

/** The settings with the types of their values. */
export type PiwSettings = {[K in keyof typeof definitions]: (typeof definitions)[K]['default']}

/** The long name of a setting. */
export type SettingKey = keyof PiwSettings

/** The long names of all settings. */
export const settingKeys = Object.keys(definitions) as readonly SettingKey[]

/**
 * The setting of a key in a file: its long name exactly, with or without the two dashes. Undefined for an unknown key.
 */
export function settingNamed(key: string): SettingKey | undefined {
  const name = key.startsWith('--') ? key.slice(2) : key
  return settingKeys.find((known) => known === name && definitions[known].form !== 'none')
}
