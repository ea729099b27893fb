const {bundledFile, loadBundle} = require('./bundle.js')

loadBundle('names')
  .names(process.argv.slice(2), bundledFile('oclif.manifest.json'))
  // At once, whatever is still being waited for: the shell waits for this.
  .then((code) => process.exit(code))
