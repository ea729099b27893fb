/** How a setting is written in a file: with one text, as a flag, or not at all. */
export type FileForm = 'flag' | 'none' | 'text'

/** What is known of a setting. */
export interface Definition<T> {
  readonly default: T
  /** `none` makes its name an unknown key of the file, which is ignored. */
  readonly form: FileForm
  /** What a value has to be, for the message where an empty one is refused; unless given, empty is as good as any. */
  readonly nonEmpty?: string
}

function text(initial: string): Definition<string> {
  return {default: initial, form: 'text'}
}

function flag(): Definition<boolean> {
  return {default: false, form: 'flag'}
}

function commandLineOnly<T>(initial: T): Definition<T> {
  return {default: initial, form: 'none'}
}

/** Every setting by its long name, with its default. The one place to add another. */
export const definitions = {
  /** The database, as a URL for libpq in SQLAlchemy's form. It may hold a password: never show it. */
  dsn: text('postgres:///piwheels'),
  /** Where the master listens, as a ZeroMQ address. */
  'import-queue': text('ipc:///tmp/piw-import'),
  /** The file to log to; undefined for none. A `~` in it means itself. */
  'log-file': {default: undefined, form: 'text', nonEmpty: 'the name of a file'} as Definition<string | undefined>,
  /** The directory that the master writes the site to. */
  'output-path': text('/var/www'),
  /** Only errors are shown. Never together with `verbose`. */
  quiet: flag(),
  /** How long the master may be silent, in seconds. */
  timeout: commandLineOnly(600),
  /** A user to trust with the master's socket besides root, `piwheels` and oneself, by name or number. */
  'trust-user': {default: undefined, form: 'none'} as Definition<string | undefined>,
  /** More is shown: what is done and why. Never together with `quiet`. */
  verbose: flag(),
  /** No question is asked before the work begins. */
  yes: flag(),
}

/** The settings with the types of their values. */
export type PiwSettings = {[K in keyof typeof definitions]: (typeof definitions)[K]['default']}

/** The long name of a setting. */
export type SettingKey = keyof PiwSettings

/** The long names of all settings. */
export const settingKeys = Object.keys(definitions) as readonly SettingKey[]

/**
 * The setting that a key of a file stands for: its long name exactly, with or without the two dashes. Undefined for
 * an unknown key.
 */
export function settingNamed(key: string): SettingKey | undefined {
  const name = key.startsWith('--') ? key.slice(2) : key
  return settingKeys.find((known) => known === name && definitions[known].form !== 'none')
}
