import type {TestProject} from 'vitest/node'

import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'

import {fixture, type Host, type HostPlan, makeHost} from './make-host.js'
import {pack, ROOT} from './npm.js'

declare module 'vitest' {
  interface ProvidedContext {
    hosts: readonly Host[]
    /** The tarball of this package. */
    tarball: string
  }
}

/** Both generations of oclif, each on the Node.js and with the listr2 of its time. */
const PLANS: readonly HostPlan[] = [
  {
    ignoreScripts: true,
    name: 'Node.js 20, oclif 4 and listr2 9, installed without install scripts',
    nodeMajor: 20,
    packages: ['@oclif/core@4', '@oclif/plugin-help@6', '@oclif/plugin-plugins@5', 'listr2@9'],
  },
  {
    ignoreScripts: false,
    name: 'Node.js 24, oclif 5 and listr2 11',
    nodeMajor: 24,
    packages: ['@oclif/core@5', '@oclif/plugin-help@7', 'listr2@11'],
  },
]

/** Makes the hosts, which all tests of the suite share and none changes. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'piw-suite-'))
  const remove = () => rmSync(folder, {force: true, recursive: true})
  try {
    const tarball = await pack(ROOT, folder)
    const fixtures: string[] = []
    for (const name of ['plugin-bare', 'plugin-second']) fixtures.push(await pack(fixture(name), folder))
    const hosts: Host[] = []
    for (const plan of PLANS) hosts.push(await makeHost(plan, {fixtures, folder, tarball}))
    project.provide('hosts', hosts)
    project.provide('tarball', tarball)
  } catch (error) {
    remove()
    throw error
  }

  return remove
}
