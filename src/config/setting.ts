import {type PiwSettings} from './keys.js'

/** A line of a configuration file; `line` is counted from 1. */
export interface FileSource {
  readonly file: string
  readonly from: 'file'
  readonly line: number
}

/** Where the value of a setting comes from. */
export type SettingSource = FileSource | {readonly from: 'command line'} | {readonly from: 'default'}

/** The value of a setting, and where it comes from. */
export interface Setting<T> {
  readonly source: SettingSource
  readonly value: T
}

/** Every setting, resolved; frozen through and through. */
export type PiwConfig = {readonly [K in keyof PiwSettings]: Setting<PiwSettings[K]>}
