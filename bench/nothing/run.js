// A CLI that does nothing, as `oclif generate` would make it: what piw's start is measured against.
import {execute} from '@oclif/core'

await execute({dir: import.meta.url})
