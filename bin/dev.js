#!/usr/bin/env node
// Only what is needed of oclif: all of it takes half as long again to load.
const {handle} = require('@oclif/core/handle')
const {run} = require('@oclif/core/run')

run(process.argv.slice(2), `${__dirname}/..`).catch(handle)
