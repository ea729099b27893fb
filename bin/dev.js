#!/usr/bin/env node
import {handle} from '@oclif/core/handle'
import {run} from '@oclif/core/run'

// Only what is needed of oclif: all of it takes half as long again to load.
try {
  await run(process.argv.slice(2), import.meta.url)
} catch (error) {
  await handle(error)
}
