import type {Report} from '../rebuild/report.js'
import type {WaitChoice} from './wait-flags.js'

import {PiwError} from '../errors/piw-error.js'
import {type SitePart, siteRequest} from '../rebuild/part.js'
import {escapeControls} from '../text/escape-controls.js'
import {RebuildCommand} from './rebuild-command.js'
import {checkWait} from './wait-flags.js'

/**
 * What the commands that rebuild a page of the site itself have in common.
 *
 * It has no static properties, and neither has RebuildCommand: oclif collects those of a command's ancestors only up to
 * the first that has none.
 */
export abstract class SiteCommand extends RebuildCommand {
  protected async rebuildSite(part: SitePart, argv: readonly unknown[], choice: WaitChoice): Promise<Report> {
    checkWait(choice)
    if (argv.length > 0) {
      throw new PiwError(`rebuild ${part} takes no argument, but was given "${escapeControls(String(argv[0]))}".`, {
        kind: 'usage',
        suggestions: [`To rebuild the pages of a package: ${this.config.bin} rebuild project PACKAGE`],
      })
    }

    const wait = await this.openWait(choice)
    const queue = await this.connect()
    return this.carryOut({part, queue, requests: [[siteRequest(part)]], singleRequest: true, total: 1, wait})
  }
}
