#!/usr/bin/env node
const {bundledFile, loadBundle} = require('./bundle.js')

loadBundle('piw-rebuild')['piw-rebuild'](process.argv.slice(2), bundledFile('package.json'))
