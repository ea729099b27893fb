import {beforeAll, describe, expect, it} from 'vitest'

import {setStage} from '../commands/stage.js'
import {piw} from '../support/piw.js'
import {isInstalled, setUp, Shell, type ShellName} from './shell.js'

const PACKAGES = ['django', 'django-cms', 'numpy', 'scikit-learn', 'zope-interface']

const stage = setStage({database: PACKAGES})

const SHELLS: readonly ShellName[] = ['bash', 'zsh']

describe.each(SHELLS)('%s', (name) => {
  // CI installs both; without one of them its tests are shown as skipped.
  describe.skipIf(!isInstalled(name))('completes', () => {
    beforeAll(async () => setUp(stage.home, name))

    const start = async () => Shell.start(stage.home, name)

    it('the name of the topic', async () => {
      const shell = await start()
      await shell.complete('piw reb', /piw rebuild$/)
    })

    it('the parts', async () => {
      const shell = await start()
      await shell.complete('piw rebuild \t', /home[^]*index[^]*project[^]*search/)
      // Neither what is hidden nor what belongs to a package.
      expect(shell.screen).not.toContain('django')
    })

    it('the beginning of a part', async () => {
      const shell = await start()
      await shell.complete('piw rebuild proj', /piw rebuild project$/)
    })

    it('flags', async () => {
      const shell = await start()
      await shell.complete('piw rebuild project --packages-f', /--packages-from$/)
    })

    it('flags behind packages and other flags', async () => {
      const shell = await start()
      await shell.complete('piw rebuild project numpy -v --packages-f', /--packages-from$/)
    })

    it.each([
      ['a part without packages', 'home -v', '--log-f', '--log-file'],
      ['no part', '', '--log-f', '--log-file'],
    ])('flags of %s', async (_what, words, typed, flag) => {
      const shell = await start()
      await shell.complete(`piw rebuild ${words} ${typed}`, new RegExp(`${flag}$`))
    })

    it.each(['home', 'search', 'project'])('a file behind a flag of %s that takes one', async (part) => {
      const shell = await start()
      await shell.complete(`piw rebuild ${part} -v --log-file CONTRIB`, /--log-file CONTRIBUTING\.md$/)
    })

    it('names behind a value in quotes', async () => {
      stage.home.configure('dsn = postgres:///piwheels?host=/nowhere')
      const shell = await start()
      await shell.complete(`piw rebuild project --dsn '${stage.database.dsn}&connect_timeout=5' num`, /numpy$/)
    })

    it.each(['project', 'index'])('the name of a package behind %s, from the database', async (part) => {
      const shell = await start()
      await shell.complete(`piw rebuild ${part} num`, new RegExp(`rebuild ${part} numpy$`))
    })

    it('what several names have in common, and lists them', async () => {
      const shell = await start()
      await shell.complete('piw rebuild project djan', /rebuild project django$/m)
      await shell.complete('\t', /django +django-cms/)
    })

    it('a name behind flags and other names', async () => {
      const shell = await start()
      await shell.complete(`piw rebuild index -v -l out.log numpy scikit`, /numpy scikit-learn$/)
    })

    it('a name however it is spelt', async () => {
      const shell = await start()
      await shell.complete('piw rebuild project Zope.Int', /rebuild project zope-interface$/)
    })

    it('names from the database of the file that -c names', async () => {
      const file = stage.home.write('other.conf', `dsn = ${stage.database.dsn}\n`)
      stage.home.configure('dsn = postgres:///piwheels?host=/nowhere')
      const shell = await start()
      await shell.complete(`piw rebuild project -c ${file} num`, /numpy$/)
    })

    it('names still after the script of the other completions has been made anew', async () => {
      await piw(['autocomplete', '--refresh-cache', name], {env: stage.home.env})
      const shell = await start()
      await shell.complete('piw rebuild project num', /numpy$/)
    })

    it.each([
      ['there is no database', 'dsn = postgres:///piwheels?host=/nowhere', 'num'],
      ['the configuration is broken', 'quiet = perhaps', 'num'],
      ['no package begins so', '', 'nosuch'],
      ['what is typed cannot begin a name', '', 'n%'],
      ['nothing is typed', '', ''],
    ])('nothing, and says nothing, where %s', async (_case, line, beginning) => {
      stage.configure(line)
      if (line.startsWith('dsn')) stage.home.configure(line)
      const shell = await start()
      shell.type(`piw rebuild project ${beginning}\t|`)
      await shell.waitFor(/\|/)
      expect(shell.screen).toBe(`ready> piw rebuild project ${beginning}|`)
    })

    // bash shows no descriptions.
    if (name !== 'zsh') return
    it('parts and flags with what they do', async () => {
      const shell = await start()
      await shell.complete('piw rebuild ', /home +-- Rebuild the home page of the site\./)
      const other = await start()
      await other.complete('piw rebuild project --', /--dry-run +-- \w+/)
      expect(other.screen).toMatch(/--packages-from +-- \w+/)
    })
  })
})
