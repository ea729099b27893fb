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
 * Adds and removes packages and versions, with the replies observed on the real master. Which reply wins where several
 * could be given was not observed; chosen here:
 *
 * - an unknown package is NOPKG before all else, an unknown version NOVER before all but that;
 * - a new reason to skip wins over `unskip`, and `yank` over `unyank`;
 * - removing asks, in this order: builds (DELPKGBLD, DELVERBLD; a reason to skip is noted besides), a reason to skip
 *   (SKIPPKG, SKIPVER), `yank` (YANKVER), and last the whole thing (DELPKG, DELVER);
 * - to skip what is skipped for that very reason, or to yank what is yanked, is the ERROR of that name.
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
