#!/usr/bin/env node
import {loadBundle} from './bundle.js'
import {ensureUser} from './known-user.js'
import {keepHeapSmall} from './small-heap.js'

ensureUser()
keepHeapSmall()
await loadBundle()['piw-rebuild'](process.argv.slice(2), new URL('../bundle/package.json', import.meta.url))
