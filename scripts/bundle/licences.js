import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'

/** The folder of a package, in the path of a file of it. */
const FOLDER = /^.*node_modules\/(@[^/]+\/)?[^/]+/

/**
 * Lists the packages with code in a bundle: those of the same licence text together, with that text.
 *
 * @param metafile esbuild's description of the bundle
 * @param root the folder that the paths in it start from
 */
export function licences(metafile, root) {
  const files = Object.values(metafile.outputs).flatMap(({inputs}) => Object.keys(inputs))
  const byText = new Map()
  for (const folder of new Set(files.flatMap((file) => FOLDER.exec(file)?.[0] ?? []))) {
    const {text, title} = licence(path.join(root, folder))
    byText.set(text, new Set(byText.get(text)).add(title))
  }

  return [...byText].map(([text, titles]) => [...titles, '', text, '', '='.repeat(80), ''].join('\n')).join('')
}

function licence(folder) {
  const {author, license, name, version} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim())
  const text = texts.join('\n\n') || `Copyright ${author?.name ?? author ?? `the authors of ${name}`}`
  return {text, title: `${name} ${version} (${license})`}
}
