import {spawnSync} from 'node:child_process'

/**
 * Whether a test can run Node.js as another user: that takes root, and a Node.js that others may run, which one under
 * root's own home is not.
 */
export const canBeAnotherUser =
  process.getuid?.() === 0 && spawnSync(process.execPath, ['-e', '0'], {cwd: '/', uid: 54_321}).status === 0
