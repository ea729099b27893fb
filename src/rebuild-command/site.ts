import type {Logger} from '../command/logger.js'
import type {PiwConfig} from '../config/setting.js'
import type {Site} from '../pages/page.js'

import {checkOutputFolder} from '../pages/output-folder.js'
import {visible} from '../visible.js'

/**
 * Where the master writes the pages, once it is certain that they can be looked at there.
 *
 * @throws {PiwError} of kind `usage` when they cannot
 */
export async function openSite({'output-path': {value: folder}}: PiwConfig, logger: Logger): Promise<Site> {
  if (!(await checkOutputFolder(folder))) {
    logger.warn(
      `There is no page of a site in ${visible(folder)} yet. Is output-path in piwheels.conf the right folder?`,
    )
  }

  let isTold = false
  return {
    folder,
    onHidden(file, problem) {
      // Once: the next one is met with the same, and each of them at every look.
      if (!isTold)
        logger.warn(`${visible(file)} cannot be looked at (${visible(problem)}), so it counts as not written.`)
      isTold = true
    },
  }
}
