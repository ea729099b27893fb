import {enableCompileCache} from './compile-cache.js'

enableCompileCache()
const {main} = await import('../bundle/names.js')
const isPackage = await main(process.argv.slice(2), new URL('../bundle/oclif.manifest.json', import.meta.url))
// At once, whatever is still being waited for: the shell waits for this.
// eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit
process.exit(isPackage ? 0 : 1)
