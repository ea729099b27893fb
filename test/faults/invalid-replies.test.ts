import {describe, expect, it} from 'vitest'

import type {Nonsense, ScriptedAnswer} from '../../src/testing/index.js'

import {encodeReply} from '../../src/testing/codec/codec.js'
import {distinct, invented, setScene} from './scene.js'

const scene = setScene()

const names = invented(1000)

/** Asks for a thousand packages, from a list. */
function rebuildList(...args: string[]) {
  return scene.start(['project', '--packages-from', '-', ...args], {input: names.join('\n')})
}

describe('a master that sends invalid replies', () => {
  const frames = (...parts: string[]): ScriptedAnswer => ({frames: parts.map((part) => Buffer.from(part))})
  const kinds: [string, ScriptedAnswer[]][] = [
    ['an unexpected message', [['SEND', 'some.whl']]],
    ['an answer to another kind of request', [['DONE', 'NEWPKG']]],
    ['a message that there is none of', [Buffer.from('6548454c4c4f', 'hex')]],
    ['undecodable bytes', [Buffer.from('ff', 'hex')]],
    ['no bytes at all', [Buffer.alloc(0)]],
    ['CBOR nested without end', [Buffer.alloc(50_000, 0x81)]],
    ['too few frames', [frames('')]],
    ['too many frames', [frames('', 'a', 'b')]],
    ['no delimiter', [{frames: [Buffer.from('x'), encodeReply(['DONE', 'REBUILD'])]}]],
    ['a refusal of another package', [['ERROR', 'unknown package other']]],
    ['a surplus answer', ['proper', 'proper']],
    ['an answer missing, which a refusal behind it shows', []],
  ]

  it.each(kinds)('%s: no answer is taken for that of another package', async (_kind, answers) => {
    // One that is refused, shortly behind, would show an answer that is attributed to the wrong package.
    const known = names.filter((name) => name !== 'pkg-0000510')
    const nonsense: Nonsense[] = [{answers, at: 500}]
    await scene.master({nonsense, packages: known})
    const {code, stderr, stdout} = await rebuildList('--json', '--timeout', '60').result
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({
      failures: [{package: 'pkg-0000510', reason: 'unknown package pkg-0000510', status: 'refused'}],
      queued: 999,
      refused: 1,
      unanswered: 0,
    })
    expect(stderr).toContain('Outstanding requests are sent again on a new connection.')
    expect(distinct(await scene.asked())).toEqual(names)
    const requests = await scene.requests()
    expect(new Set(requests.map(({connection}) => connection)).size).toBe(2)
    expect(code).toBe(1)
  })

  it('again and again is given up, with what came', async () => {
    const nonsense = [1, 2, 3].map((at) => ({answers: [Buffer.from('ff', 'hex')], at}))
    await scene.master({nonsense})
    const {code, stderr, stdout} = await scene.start(['project', 'pkg-0000001']).result
    expect(stderr).toContain('Error: The master sent invalid replies 3 times; the last one: Undecodable message')
    expect(stdout).toContain('0 queued, 0 refused, 1 unanswered')
    expect(code).toBe(1)
  })
})
