/** The packages an emulated master knows by default, by their canonical names (PEP 503), as the real one does. */
export const defaultPackages = ['bar', 'django', 'foo', 'numpy', 'pillow', 'zope-interface'] as const

/** A version of a package. */
export interface Version {
  builds: number
  skip: string
  yanked: boolean
}

/** A package, apart from its name. */
export interface Package {
  skip: string
  readonly versions: Map<string, Version>
}

/** The packages and versions a master knows, by their exact names. Only packages that are looked up cost memory. */
export class Packages {
  readonly #packages: Map<string, Package | undefined>

  constructor(names: Iterable<string>) {
    this.#packages = new Map()
    for (const name of names) this.#packages.set(name, undefined)
  }

  get size(): number {
    return this.#packages.size
  }

  /** Adds a package without versions, or returns the known one. */
  add(name: string): Package {
    const known = this.#packages.get(name) ?? {skip: '', versions: new Map<string, Version>()}
    this.#packages.set(name, known)
    return known
  }

  delete(name: string): void {
    this.#packages.delete(name)
  }

  get(name: string): Package | undefined {
    return this.has(name) ? this.add(name) : undefined
  }

  has(name: string): boolean {
    return this.#packages.has(name)
  }

  names(): Iterable<string> {
    return this.#packages.keys()
  }
}
