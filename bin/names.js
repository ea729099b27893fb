import {loadBundle} from './bundle.js'

const manifest = new URL('../bundle/oclif.manifest.json', import.meta.url)
const isPackage = await loadBundle().names(process.argv.slice(2), manifest)
// At once, whatever is still being waited for: the shell waits for this.
// eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit
process.exit(isPackage ? 0 : 1)
