import {describe, expect, it} from 'vitest'

import type {RunEvent} from '../../src/rebuild/events.js'

import {messagesOf} from '../../src/view/messages.js'

const context = {part: 'project', singleRequest: false} as const

describe('the message', () => {
  it.each<[RunEvent, string, string]>([
    [{type: 'lost'}, 'warn', 'The master is gone; waiting for it to return.'],
    [{again: 0, type: 'back'}, 'info', 'Connected to the master again; unanswered requests are sent again.'],
    [{again: 3, type: 'back'}, 'note', 'The master is back. Requesting again 3 packages that it may not have written.'],
    [{seconds: 7, type: 'busy'}, 'logged', 'No answer for 7 s; the master is connected and busy.'],
    [{from: 'database', name: 'a\u0007b', type: 'skipped'}, 'error', String.raw`a\x07b`],
  ])('of %j is shown as %s', (event, level, text) => {
    const found = messagesOf(event, context)
    expect(found.level).toBe(level)
    expect(found.texts.join('\n')).toContain(text)
  })

  it('of answers names each failure; what was not requested is none', () => {
    const outcomes = [
      {package: 'a', status: 'queued'},
      {package: 'b', reason: 'unknown package b', status: 'refused'},
      {package: 'c', status: 'unanswered'},
      {package: 'd', status: 'unasked'},
    ] as const
    expect(messagesOf({outcomes, type: 'answered'}, context)).toEqual({
      level: 'info',
      texts: ['b: refused, unknown package b', 'c: no answer; outcome unknown'],
    })
  })

  it('of what only the status line shows is none', () => {
    expect(messagesOf({type: 'connected'}, context).texts).toEqual([])
  })
})
