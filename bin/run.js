#!/usr/bin/env node
import {enableCompileCache} from './compile-cache.js'
import {ensureUser} from './known-user.js'
import {keepHeapSmall} from './small-heap.js'

ensureUser()
keepHeapSmall()
enableCompileCache()
await import('../bundle/run.js')
