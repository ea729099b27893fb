import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import ts from 'typescript'

const ROOT = new URL('../../', import.meta.url)

interface Flag {
  readonly char?: string
  readonly type: string
}

interface Manifest {
  readonly commands: Readonly<
    Record<string, {readonly args: Readonly<Record<string, unknown>>; readonly flags: Readonly<Record<string, Flag>>}>
  >
}

interface Pjson {
  readonly exports: Readonly<Record<string, string | {readonly types: string}>>
  readonly oclif: {readonly hooks: Readonly<Record<string, string>>}
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, ROOT), 'utf8')) as T
}

/**
 * All that users and other plugins may rely on, as it is built: a line an item, sorted, so that two changes to it seldom
 * meet in one line.
 */
export function publicSurface(): string {
  const {commands} = read<Manifest>('oclif.manifest.json')
  const {exports, oclif} = read<Pjson>('package.json')
  const lines = [
    ...Object.entries(commands).flatMap(([id, command]) => commandLines(id.replaceAll(':', ' '), command)),
    ...Object.keys(oclif.hooks).map((event) => `hook ${event}`),
    ...Object.entries(exports).flatMap(([entry, target]) =>
      typeof target === 'string' ? [`export ${entry}`] : exportLines(entry, target.types),
    ),
  ]
  return lines
    .sort((one, other) => (one < other ? -1 : 1))
    .map((line) => `${line}\n`)
    .join('')
}

function commandLines(id: string, {args, flags}: Manifest['commands'][string]): string[] {
  return [
    `command ${id}`,
    ...Object.keys(args).map((name) => `command ${id} ${name.toUpperCase()}`),
    ...Object.entries(flags).map(
      ([name, {char, type}]) => `command ${id} --${name}${char ? ` -${char}` : ''}${type === 'option' ? ' VALUE' : ''}`,
    ),
  ]
}

/** What a module exports, with the members of its classes and interfaces. */
function exportLines(entry: string, declarations: string): string[] {
  const file = fileURLToPath(new URL(declarations, ROOT))
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${file} is no module`)
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const isAlias = has(exported.flags, ts.SymbolFlags.Alias)
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported
    const name = `export ${entry} ${exported.name}`
    return [`${name} (${kindOf(symbol)})`, ...membersOf(symbol).map((member) => `${name}.${member}`)]
  })
}

function kindOf({flags}: ts.Symbol): string {
  if (has(flags, ts.SymbolFlags.Class)) return 'class'
  if (has(flags, ts.SymbolFlags.Function)) return 'function'
  return has(flags, ts.SymbolFlags.Value) ? 'const' : 'type'
}

/** The members that it declares itself, but private ones and those with a symbol for a name. */
function membersOf({members}: ts.Symbol): string[] {
  return [...(members?.values() ?? [])].filter((member) => isPublic(member)).map(({name}) => name)
}

function isPublic({flags, name}: ts.Symbol): boolean {
  const kinds = [ts.SymbolFlags.Accessor, ts.SymbolFlags.Method, ts.SymbolFlags.Property]
  return kinds.some((kind) => has(flags, kind)) && !name.startsWith('#') && !name.startsWith('__')
}

/** Whether any of the flags is among those set; TypeScript keeps them as bits. */
function has(set: number, flags: number): boolean {
  // eslint-disable-next-line no-bitwise
  return (set & flags) !== 0
}
