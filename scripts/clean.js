// Empties build/ and dist/ before a build, so that a file removed from src/ leaves nothing that oclif would still find there.
import {rmSync} from 'node:fs'

for (const folder of ['build', 'dist']) rmSync(new URL(`../${folder}`, import.meta.url), {force: true, recursive: true})
