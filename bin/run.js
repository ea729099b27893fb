#!/usr/bin/env node
const {bundledFile, loadBundle} = require('./bundle.js')

const PARTS = ['home', 'index', 'project', 'search']

const argv = process.argv.slice(2)
const [topic, part] = argv
const purpose = topic === 'rebuild' && PARTS.includes(part) ? part : 'others'
loadBundle(purpose).piw(argv, bundledFile('package.json'))
