import {statSync} from 'node:fs'
import {userInfo} from 'node:os'
import path from 'node:path'

/** The required part of oclif's Config. */
interface Host {
  readonly dataDir: string
  readonly dirname: string
}

/**
 * The directory for state: oclif's data directory, or the one in the user's own home where oclif's is in the home of
 * another: `sudo` may keep HOME, and what root made there would be in its owner's way.
 *
 * @param config oclif's Config
 * @param config.dataDir its data directory
 * @param config.dirname the name of such directories
 * @param ownHome names the user's own home; from the system's list of users unless given
 */
export function dataDirOf({dataDir, dirname}: Host, ownHome = () => userInfo().homedir): string {
  if (path.isAbsolute(dataDir) && [0, process.geteuid?.()].includes(ownerOf(dataDir))) return dataDir
  try {
    return path.join(ownHome(), '.local', 'share', dirname)
  } catch {
    // The system does not know this user.
    return dataDir
  }
}

/** The owner of a directory, or of the one that it would be made in. */
function ownerOf(directory: string): number {
  try {
    return statSync(directory).uid
  } catch {
    return ownerOf(path.dirname(directory))
  }
}
