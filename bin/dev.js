#!/usr/bin/env node
const {handle} = require('@oclif/core/handle')
const {run} = require('@oclif/core/run')
// Only what is needed of oclif: all of it takes half as long again to load.
const path = require('node:path')

run(process.argv.slice(2), path.join(__dirname, '..')).catch(handle)
