import type {PiwConfig} from '../config/setting.js'
import type {Site} from '../pages/page.js'
import type {Logger} from '../piw/logger.js'

import {checkOutputFolder} from '../pages/output-folder.js'
import {escapeControls} from '../text/escape-controls.js'

/**
 * Where the master writes the pages, once it is certain that they can be looked at there.
 *
 * @throws {PiwError} of kind `usage` when they cannot
 */
export async function openSite({'output-path': {value: folder}}: PiwConfig, logger: Logger): Promise<Site> {
  if (!(await checkOutputFolder(folder))) {
    logger.warn(
      `There is no page of a site in ${escapeControls(folder)} yet. Is output-path in piwheels.conf the right folder?`,
    )
  }

  let isTold = false
  return {
    folder,
    onHidden(file, problem) {
      // Once: the next one is met with the same, and each of them at every look.
      if (!isTold)
        logger.warn(
          `${escapeControls(file)} cannot be looked at (${escapeControls(problem)}), so it counts as not written.`,
        )
      isTold = true
    },
  }
}
