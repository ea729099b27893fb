import {homedir} from 'node:os'
import {join} from 'node:path'

/**
 * The files that are read without being asked for, the most important last: two of the system, and one of the user
 * where there is a home directory.
 *
 * @param home the user's home directory; unless given the one of the system, empty for none
 */
export function defaultConfigFiles(home: string = homeDirectory()): readonly string[] {
  const system = ['/etc/piwheels.conf', '/usr/local/etc/piwheels.conf']
  return home === '' ? system : [...system, join(home, '.config', 'piwheels', 'piwheels.conf')]
}

/** Empty where neither HOME nor the password file names one, as for a system account without an entry. */
function homeDirectory(): string {
  try {
    return homedir()
  } catch {
    return ''
  }
}
