/**
 * Packages that few runs need, of those that are large: the database, lists of tasks, prompts, the command line of
 * piw-rebuild, and what oclif asks of templates, files and versions.
 */
const RARE_PACKAGES = [
  'argparse',
  'cli-spinners',
  'ejs',
  'inquirer',
  'listr2',
  'minimatch',
  'pg',
  'semver',
  'tinyglobby',
]

/** The code of the bundle that has them, each of which is evaluated when it is asked for. */
export const rareEntry = [
  'module.exports = {',
  ...RARE_PACKAGES.map((name) => `get '${name}'() { return require('${name}') },`),
  '}',
].join('\n')

/** Leaves them to that bundle, by the name with which it is required. */
export function rarePackages(bundle) {
  return {
    name: 'rare-packages',
    setup({initialOptions, onLoad, onResolve, resolve}) {
      const namespace = 'rare'
      const root = initialOptions.absWorkingDir
      const names = new RegExp(`^(${RARE_PACKAGES.join('|')})$`)
      onResolve({filter: names}, async ({importer, kind, path: name, pluginData, resolveDir}) => {
        if (pluginData === 'asked below') return
        const [its, ours] = await Promise.all(
          [resolveDir, root].map((from) =>
            resolve(name, {importer, kind, pluginData: 'asked below', resolveDir: from}),
          ),
        )
        // Who has a version of its own keeps it.
        return its.path === ours.path ? {namespace, path: name} : its
      })
      onResolve({filter: /./, namespace}, () => ({external: true, path: bundle}))
      onLoad({filter: /./, namespace}, async ({path: name}) => {
        const members = Object.keys(await import(name)).filter((member) => /^(?!default$)\w+$/.test(member))
        const lines = [
          `const rare = require('${bundle}')['${name}']`,
          `export const {${members.join(', ')}} = rare`,
          'export default rare.__esModule ? rare.default : rare',
        ]
        return {contents: lines.join('\n')}
      })
    },
  }
}
