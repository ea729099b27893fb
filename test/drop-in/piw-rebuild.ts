import {onTestFinished} from 'vitest'

import type {Stage} from '../commands/stage.js'

import {PIW_REBUILD, type PiwOptions, type PiwProcess, type PiwResult, startPiw} from '../support/piw.js'
import {Terminal} from '../support/terminal.js'

/** Starts piw-rebuild without a terminal, at home on the stage. */
export function startPiwRebuild({home}: Stage, args: readonly string[], options: PiwOptions = {}): PiwProcess {
  return startPiw(args, {env: home.env, program: PIW_REBUILD, ...options})
}

/** Runs piw-rebuild without a terminal, at home on the stage, to its end. */
export async function piwRebuild(stage: Stage, args: readonly string[], options: PiwOptions = {}): Promise<PiwResult> {
  return startPiwRebuild(stage, args, options).result
}

/** Starts piw-rebuild in a terminal, which ends with the test. */
export function terminalOf({home}: Stage, args: readonly string[]): Terminal {
  const terminal = new Terminal(args, {env: home.env, program: PIW_REBUILD})
  onTestFinished(() => terminal.end())
  return terminal
}
