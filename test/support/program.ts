import {spawn} from 'node:child_process'
import {onTestFinished} from 'vitest'

export interface Ended {
  readonly code: null | number
  readonly stderr: string
  readonly stdout: string
}

export interface ProgramOptions {
  /** The largest file that it may write, in units of 512 bytes; as the system has it unless given. */
  readonly fileSize?: number
  /** The user to run it as; needs to be root for another. */
  readonly uid?: number
}

/** Where the compiled modules are, for programs that are run as JavaScript. */
export const DIST = new URL('../../build/', import.meta.url).href

/** Runs the text of a module in a Node.js of its own, and waits until it ends by itself. */
export async function runProgram(text: string, {fileSize, uid}: ProgramOptions = {}): Promise<Ended> {
  const limit = fileSize === undefined ? '' : `ulimit -f ${fileSize} && `
  const node = [process.execPath, '--input-type=module', '--eval', text]
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, ...node], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && {gid: uid, uid}),
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const code = await new Promise<null | number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {code, stderr, stdout}
}
