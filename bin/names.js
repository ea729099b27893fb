const {bundledFile, loadBundle} = require('./bundle.js')

loadBundle('names')
  .names(process.argv.slice(2), bundledFile('oclif.manifest.json'))
  // At once, whatever is still being waited for: the shell waits for this.
  // eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit
  .then((isPackage) => process.exit(isPackage ? 0 : 1))
