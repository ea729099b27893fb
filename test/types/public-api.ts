/**
 * What must compile against the public API, and, under `@ts-expect-error`, what must not: the compiler complains where
 * such a line compiles. Never run; `npm run typecheck` checks it.
 */
import {
  type ImportQueue,
  PIW_CONFIG,
  PIW_IMPORT_QUEUE,
  PiwCommand,
  type PiwConfig,
  type PiwEvents,
  type PiwHook,
  type ReplyTo,
  runPiwHook,
} from '../../src/index.js'

/** Compiles only for a value of just this type. */
function exactly<T>() {
  return <Given>(_value: Given, ..._same: [Given, T] extends [T, Given] ? [] : [never]) => {}
}

export class Example extends PiwCommand<{readonly done: string}> {
  async events() {
    exactly<PiwConfig>()(await runPiwHook(this.config, PIW_CONFIG, {flags: {}}))
    exactly<ImportQueue>()(await runPiwHook(this.config, PIW_IMPORT_QUEUE, {flags: {timeout: 5}}))
    exactly<ImportQueue>()(await runPiwHook(this.config, 'piw:import-queue', {piwConfig: this.piwConfig}))
    exactly<keyof PiwEvents>()('piw:config' as 'piw:config' | 'piw:import-queue')

    // @ts-expect-error a misspelt event
    await runPiwHook(this.config, 'piw:importqueue', {flags: {}})
    // @ts-expect-error an option that there is not
    await runPiwHook(this.config, PIW_CONFIG, {flag: {}})
    // @ts-expect-error a flag that there is not
    await runPiwHook(this.config, PIW_CONFIG, {flags: {importQueue: 'ipc:///tmp/x'}})
    // @ts-expect-error a flag of another type
    await runPiwHook(this.config, PIW_CONFIG, {flags: {timeout: '5'}})
    // @ts-expect-error neither flags nor configuration
    await runPiwHook(this.config, PIW_IMPORT_QUEUE, {})
    // @ts-expect-error both
    await runPiwHook(this.config, PIW_IMPORT_QUEUE, {flags: {}, piwConfig: this.piwConfig})
    // @ts-expect-error no options at all
    await runPiwHook(this.config, PIW_CONFIG)
  }

  async messages(queue: ImportQueue) {
    exactly<readonly ['DONE', 'REBUILD'] | readonly ['ERROR', reason: string]>()(
      await queue.request(['REBUILD', ['HOME']]),
    )
    const [answer, what] = await queue.request(['REMPKG', ['foo', false, '']])
    exactly<'DONE' | 'ERROR'>()(answer)
    exactly<string>()(what)
    for await (const {message, reply} of queue.stream([['REBUILD', ['PROJECT', 'foo']] as const])) {
      exactly<'foo'>()(message[1][1])
      exactly<ReplyTo<typeof message>>()(reply)
    }

    // @ts-expect-error a misspelt message
    await queue.request(['REMPACKAGE', ['foo', false, '']])
    // @ts-expect-error too little data
    await queue.request(['REMPKG', ['foo', false]])
    // @ts-expect-error too much data
    await queue.request(['REMPKG', ['foo', false, '', true]])
    // @ts-expect-error data of another type
    await queue.request(['REMVER', ['foo', '1.0', 'false', '', false]])
    // @ts-expect-error data where none belongs
    await queue.request(['SENT', []])
    // @ts-expect-error none where some belongs
    await queue.request(['REBUILD'])
    // @ts-expect-error a part that there is not
    await queue.request(['REBUILD', ['INDEX', 'foo']])
    // @ts-expect-error a package where the part has none
    await queue.request(['REBUILD', ['HOME', 'foo']])
    // @ts-expect-error a string of time where a Date belongs
    await queue.request(['ADDVER', ['foo', '1.0', '', false, '2026-01-01', false, false, []]])
    const reply = await queue.request(['REBUILD', ['HOME']])
    // @ts-expect-error no answer to a REBUILD
    if (reply[0] === 'SEND') throw new Error('unreachable')
    // @ts-expect-error windows are numbers
    queue.stream([], {window: '8'})
  }

  async run() {
    exactly<string>()(this.piwConfig['import-queue'].value)
    exactly<string | undefined>()(this.piwConfig['log-file'].value)
    exactly<number>()(this.piwConfig.timeout.value)
    // @ts-expect-error a setting that there is not
    this.piwConfig.importQueue?.toString()
    // @ts-expect-error the configuration cannot be changed
    this.piwConfig.timeout.value = 5
    return {done: 'everything'}
  }
}

export class Wrong extends PiwCommand<{readonly done: string}> {
  // @ts-expect-error run returns what --json prints
  async run() {
    return {done: 5}
  }
}

export const provider: PiwHook<typeof PIW_CONFIG> = async ({flags}) => {
  exactly<string | undefined>()(flags.configuration)
  return undefined as never as PiwConfig
}

// @ts-expect-error a provider of the queue returns one
export const wrongProvider: PiwHook<typeof PIW_IMPORT_QUEUE> = async () => 5
