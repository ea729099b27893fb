#!/usr/bin/env node
const {bundledFile, loadBundle} = require('./bundle.js')
const {ensureUser} = require('./known-user.js')
const {keepHeapSmall} = require('./small-heap.js')

ensureUser()
keepHeapSmall()
loadBundle('piw-rebuild')['piw-rebuild'](process.argv.slice(2), bundledFile('package.json'))
