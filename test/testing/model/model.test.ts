import {describe, expect, it} from 'vitest'

import type {ImportFile, Reply, Request} from '../../../src/import-queue/messages.js'

import {encodeRequest, encodeValue} from '../../../src/import-queue/codec.js'
import {timeDelta} from '../../../src/import-queue/timedelta.js'
import {MasterModel, type Verdict} from '../../../src/testing/model/model.js'

const file = (name: string): ImportFile => [name, 1, 'ab', 'foo', '1', 'cp311', 'none', 'any', null, {}, '/simple']
const importOf = (...names: string[]): Request => [
  'IMPORT',
  [1, 'foo', '1', 'cp311', true, timeDelta(1), '', names.map((name) => file(name))],
]
const addVersion: Request = ['ADDVER', ['foo', '1', '', false, new Date(0), false, false, []]]
const sent: Request = ['SENT']

function model(...names: string[]): {
  body(body: Uint8Array): Verdict['do']
  say(request: Request, connection?: number): Reply | string
} {
  const master = new MasterModel(names)
  return {
    body: (body) => master.receive(1, [Buffer.alloc(0), body]).do,
    say(request, connection = 1) {
      const verdict = master.receive(connection, [Buffer.alloc(0), encodeRequest(request)])
      return verdict.do === 'answer' ? verdict.reply : verdict.do
    },
  }
}

describe('the model of a master', () => {
  it('knows names exactly', () => {
    const {say} = model('django')
    expect(say(['REBUILD', ['PROJECT', 'django']])).toEqual(['DONE', 'REBUILD'])
    expect(say(['REBUILD', ['BOTH', 'Django']])).toEqual(['ERROR', 'unknown package Django'])
    expect(say(['REBUILD', ['BOTH', '']])).toEqual(['ERROR', 'unknown package '])
    expect(say(['REBUILD', ['HOME']])).toEqual(['DONE', 'REBUILD'])
    expect(say(['REBUILD', ['SEARCH']])).toEqual(['DONE', 'REBUILD'])
  })

  it('says how many packages a null stands for', () => {
    const master = new MasterModel(['a', 'b', 'c'])
    const verdict = master.receive(1, [Buffer.alloc(0), encodeRequest(['REBUILD', ['BOTH', null]])])
    expect(verdict).toMatchObject({do: 'answer', expanded: 3, reply: ['DONE', 'REBUILD']})
  })

  it('takes a new package into account', () => {
    const {say} = model()
    expect(say(['ADDPKG', ['foo', '', '', false, []]])).toEqual(['DONE', 'NEWPKG'])
    expect(say(['ADDPKG', ['foo', '', '', false, []]])).toEqual(['DONE', 'UPDPKG'])
    expect(say(['REBUILD', ['BOTH', 'foo']])).toEqual(['DONE', 'REBUILD'])
    expect(say(['REMPKG', ['foo', false, '']])).toEqual(['DONE', 'DELPKG'])
    expect(say(['REBUILD', ['BOTH', 'foo']])).toEqual(['ERROR', 'unknown package foo'])
  })

  it('removes builds first, then skips, then removes the package', () => {
    const {say} = model('foo')
    expect(say(['REMPKG', ['bar', true, 'no']])).toEqual(['ERROR', 'NOPKG'])
    expect(say(['REMPKG', ['foo', true, '']])).toEqual(['DONE', 'DELPKGBLD'])
    expect(say(['REMPKG', ['foo', false, 'no']])).toEqual(['DONE', 'SKIPPKG'])
    expect(say(['REMPKG', ['foo', false, 'no']])).toEqual(['ERROR', 'SKIPPKG'])
    expect(say(['REMPKG', ['foo', false, '']])).toEqual(['DONE', 'DELPKG'])
    expect(say(['REMPKG', ['foo', false, '']])).toEqual(['ERROR', 'NOPKG'])
  })

  it('removes builds first, then skips, then yanks, then removes the version', () => {
    const {say} = model('foo')
    const remove = (builds: boolean, skip: string, yank: boolean) => say(['REMVER', ['foo', '1', builds, skip, yank]])
    expect(say(['ADDVER', ['bar', '1', '', false, new Date(0), false, false, []]])).toEqual(['ERROR', 'NOPKG'])
    expect(remove(true, '', false)).toEqual(['ERROR', 'NOVER'])
    expect(say(addVersion)).toEqual(['DONE', 'NEWVER'])
    expect(say(addVersion)).toEqual(['DONE', 'UPDVER'])
    expect(remove(true, 'no', true)).toEqual(['DONE', 'DELVERBLD'])
    expect(remove(false, 'no', true)).toEqual(['ERROR', 'SKIPVER'])
    expect(remove(false, 'never', true)).toEqual(['DONE', 'SKIPVER'])
    expect(remove(false, '', true)).toEqual(['DONE', 'YANKVER'])
    expect(remove(false, '', true)).toEqual(['ERROR', 'YANKVER'])
    expect(remove(false, '', false)).toEqual(['DONE', 'DELVER'])
    expect(remove(false, '', false)).toEqual(['ERROR', 'NOVER'])
  })

  it('asks for the files of an import, one by one', () => {
    const {say} = model('foo')
    expect(say(importOf())).toEqual(['ERROR', 'no files listed for import'])
    expect(say(sent)).toEqual(['ERROR', 'protocol violation'])
    expect(say(importOf('a.whl', 'b.whl'))).toEqual(['SEND', 'a.whl'])
    expect(say(sent, 2)).toEqual(['ERROR', 'protocol violation'])
    expect(say(['REBUILD', ['HOME']], 2)).toEqual(['DONE', 'REBUILD'])
    expect(say(sent)).toEqual(['SEND', 'b.whl'])
    expect(say(sent)).toEqual(['DONE', 'IMPORT'])
    expect(say(['REBUILD', ['HOME']])).toEqual(['DONE', 'REBUILD'])
  })

  it('refuses a REBUILD on a connection with an import in progress', () => {
    const {say} = model('foo')
    say(importOf('a.whl'))
    expect(say(['REBUILD', ['HOME']])).toBe('refuse')
  })

  it.each([
    ['too much data', ['REBUILD', ['HOME', 'foo']]],
    ['too little data', ['REBUILD', ['PROJECT']]],
    ['a number for a package', ['REBUILD', ['PROJECT', 5]]],
    ['bytes for a package', ['REBUILD', ['PROJECT', Buffer.from('foo')]]],
    ['undefined for a package', ['REBUILD', ['PROJECT', undefined]]],
    ['a name in lower case', ['rebuild', ['HOME']]],
    ['an unknown name', ['HELLO', ['HOME']]],
    ['a number for a name', [1, ['HOME']]],
    ['data where none belongs', ['SENT', null]],
    ['no data where some does', 'REBUILD'],
    ['a list of three', ['REBUILD', ['HOME'], null]],
    ['an empty list', []],
  ])('ignores %s', (_what, value) => {
    expect(model('foo').body(encodeValue(value))).toBe('ignore')
  })

  it.each([
    ['a control character in a package name', encodeValue(['REBUILD', ['PROJECT', 'a\u0001b']])],
    ['text that is not UTF-8', Buffer.from('61ff', 'hex')],
    ['a list for a name', encodeValue([['REBUILD'], ['HOME']])],
  ])('refuses %s', (_what, body) => {
    expect(model('foo').body(body)).toBe('refuse')
  })

  it.each([
    ['no frames', []],
    ['a body alone', [encodeRequest(sent)]],
    ['a frame too many', [Buffer.alloc(0), encodeRequest(sent), Buffer.alloc(0)]],
    ['a delimiter that is not empty', [Buffer.from('x'), encodeRequest(sent)]],
    ['an empty body', [Buffer.alloc(0), Buffer.alloc(0)]],
    ['what is no CBOR', [Buffer.alloc(0), Buffer.from('82', 'hex')]],
  ])('ignores %s', (_what, frames) => {
    expect(new MasterModel([]).receive(1, frames).do).toBe('ignore')
  })
})
