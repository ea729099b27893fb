#!/usr/bin/env node
import {enableCompileCache} from './compile-cache.js'
import {ensureUser} from './known-user.js'
import {keepHeapSmall} from './small-heap.js'

ensureUser()
keepHeapSmall()
enableCompileCache()
const {main} = await import('../bundle/piw-rebuild.js')
await main(process.argv.slice(2), new URL('../bundle/package.json', import.meta.url))
