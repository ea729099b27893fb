// Empties dist/ before a build, so that a file removed from src/ leaves nothing that oclif would still find there.
import {rmSync} from 'node:fs'

rmSync(new URL('../dist', import.meta.url), {force: true, recursive: true})
