import type {
  AddPackageRequest,
  AddVersionRequest,
  RemovePackageRequest,
  RemoveVersionRequest,
  Reply,
} from '../../import-queue/messages.js'
import type {Packages} from './packages.js'

export type AdministrationRequest = AddPackageRequest | AddVersionRequest | RemovePackageRequest | RemoveVersionRequest

/**
 * Adds and removes packages and versions, with the replies observed on the real master. Their precedence was not observed
 * and is assumed:
 *
 * - NOPKG for an unknown package comes first, then NOVER for an unknown version;
 * - a new reason to skip wins over `unskip`, and `yank` over `unyank`;
 * - removals try, in this order: builds (DELPKGBLD, DELVERBLD; a reason to skip is stored as well), a reason to skip
 *   (SKIPPKG, SKIPVER), `yank` (YANKVER), and the whole package or version (DELPKG, DELVER);
 * - skipping again for the same reason, or yanking again, is the ERROR of that name.
 */
export function administer(packages: Packages, request: AdministrationRequest): Reply {
  switch (request[0]) {
    case 'ADDPKG': {
      return addPackage(packages, request[1])
    }

    case 'ADDVER': {
      return addVersion(packages, request[1])
    }

    case 'REMPKG': {
      return removePackage(packages, request[1])
    }

    case 'REMVER': {
      return removeVersion(packages, request[1])
    }
  }
}

function addPackage(packages: Packages, [name, , skip, unskip]: AddPackageRequest[1]): Reply {
  const isNew = !packages.has(name)
  const entry = packages.add(name)
  entry.skip = skip || (unskip ? '' : entry.skip)
  return ['DONE', isNew ? 'NEWPKG' : 'UPDPKG']
}

function addVersion(packages: Packages, data: AddVersionRequest[1]): Reply {
  const [name, number, skip, unskip, , yank, unyank] = data
  const versions = packages.get(name)?.versions
  if (!versions) return ['ERROR', 'NOPKG']
  const known = versions.get(number)
  const version = known ?? {builds: 0, skip: '', yanked: false}
  versions.set(number, version)
  version.skip = skip || (unskip ? '' : version.skip)
  version.yanked = yank || (version.yanked && !unyank)
  return ['DONE', known ? 'UPDVER' : 'NEWVER']
}

function removePackage(packages: Packages, [name, builds, skip]: RemovePackageRequest[1]): Reply {
  const entry = packages.get(name)
  if (!entry) return ['ERROR', 'NOPKG']
  const wasSkipped = entry.skip === skip
  entry.skip = skip || entry.skip
  if (builds) {
    for (const version of entry.versions.values()) version.builds = 0
    return ['DONE', 'DELPKGBLD']
  }

  if (skip) return wasSkipped ? ['ERROR', 'SKIPPKG'] : ['DONE', 'SKIPPKG']
  packages.delete(name)
  return ['DONE', 'DELPKG']
}

function removeVersion(packages: Packages, [name, number, builds, skip, yank]: RemoveVersionRequest[1]): Reply {
  const versions = packages.get(name)?.versions
  if (!versions) return ['ERROR', 'NOPKG']
  const version = versions.get(number)
  if (!version) return ['ERROR', 'NOVER']
  const wasSkipped = version.skip === skip
  version.skip = skip || version.skip
  if (builds) {
    version.builds = 0
    return ['DONE', 'DELVERBLD']
  }

  if (skip) return wasSkipped ? ['ERROR', 'SKIPVER'] : ['DONE', 'SKIPVER']
  if (yank) {
    if (version.yanked) return ['ERROR', 'YANKVER']
    version.yanked = true
    return ['DONE', 'YANKVER']
  }

  versions.delete(number)
  return ['DONE', 'DELVER']
}
