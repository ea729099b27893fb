import {type PiwSettings} from './keys.js'

/** A line of a configuration file; `line` is counted from 1. */
export interface FileSource {
  readonly file: string
  readonly from: 'file'
  readonly line: number
}

/** The source of a setting's value. */
export type SettingSource = FileSource | {readonly from: 'command line'} | {readonly from: 'default'}

/** A setting's value and its source. */
export interface Setting<T> {
  readonly source: SettingSource
  readonly value: T
}

/** Every setting, resolved; deeply frozen. */
export type PiwConfig = {readonly [K in keyof PiwSettings]: Setting<PiwSettings[K]>}
