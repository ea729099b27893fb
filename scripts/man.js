// Makes man/piw-rebuild.1 of what the help of piw-rebuild is made of, as it was built: `node scripts/man.js`. With
// --check it writes nothing, and fails where the page is not what it would write.
import {readFileSync, writeFileSync} from 'node:fs'

import {definitions} from '../build/config/keys.js'
import {DESCRIPTION, OPTIONS, PART_ORDER, PARTS, POSITIONALS, PROGRAM} from '../build/drop-in/definition.js'
import {EXIT_CODES} from '../build/errors/exit-codes.js'

const PAGE = new URL('../man/piw-rebuild.1', import.meta.url)
const {name, version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/**
 * Text as it is to be shown: a hyphen is one that can be copied, a path is not hyphenated, nothing is a request, and a
 * sentence begins on a line of its own, so that groff knows its end.
 */
function text(string) {
  return string
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll(/(?<=^|\s)(?=[^\s/]*\/)/g, String.raw`\%`)
    .replaceAll(/(?<=\.) (?=[A-Z])/g, '\n')
    .replaceAll(/^(?=[.'])/gm, String.raw`\&`)
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll('~', String.raw`\(ti`)
    .replaceAll('^', String.raw`\(ha`)
    .replaceAll('`', String.raw`\(ga`)
}

const bold = (string) => String.raw`\fB${text(string)}\fR`
const italic = (string) => String.raw`\fI${text(string)}\fR`

/** Prose in which `*…*` is bold and `_…_` in italics. */
function prose(string) {
  return string
    .split(/(\*[^*]+\*|\b_[^_]+_\b)/)
    .map((piece, index) => {
      if (index % 2 === 0) return text(piece)
      return piece.startsWith('*') ? bold(piece.slice(1, -1)) : italic(piece.slice(1, -1))
    })
    .join('')
}

const capitalized = (string) => string.charAt(0).toUpperCase() + string.slice(1)
const section = (title, ...lines) => [`.SH ${title}`, ...lines]
const item = (tag, ...paragraphs) => ['.TP', tag, ...paragraphs.flatMap((it, at) => (at === 0 ? [it] : ['.IP', it]))]
const paragraphs = (...strings) => strings.flatMap((it, at) => (at === 0 ? [prose(it)] : ['.PP', prose(it)]))
const example = (what, command) => ['.PP', prose(what), '.PP', '.RS 4', '.nf', bold(command), '.fi', '.RE']

/** An option with its value, as the synopsis has it: `-c FILE`. */
function usage({flags, settings}) {
  const [flag] = flags
  return `[${bold(flag)}${settings.metavar ? ` ${italic(settings.metavar)}` : ''}]`
}

/** An option in all its forms: `-c FILE, --configuration FILE`. */
function forms({flags, settings}) {
  const value = settings.metavar ? ` ${italic(settings.metavar)}` : ''
  return flags.map((flag) => `${bold(flag)}${value}`).join(', ')
}

function option(given) {
  const {more, settings} = given
  return item(forms(given), text(`${settings.help}.`) + (more ? `\n${prose(more)}` : ''))
}

/** That the line is not broken within an option. */
const unbroken = (string) => string.replaceAll(' ', String.raw`\ `)

const page = [
  String.raw`.\" Made by scripts/man.js; change src/drop-in/definition.ts or that instead.`,
  `.TH PIW\\-REBUILD 1 "" "${text(name)} ${version}" "piwheels"`,
  ...section('NAME', `${text(PROGRAM)} \\- ask the piwheels master to rebuild pages of the site`),
  ...section(
    'SYNOPSIS',
    // Neither hyphenated nor adjusted.
    '.nh',
    '.ad l',
    `.HP ${PROGRAM.length + 1}`,
    bold(PROGRAM),
    ...OPTIONS.map((it) => unbroken(usage(it))),
    ...POSITIONALS.map(({name: it, settings}) => (settings.nargs === '?' ? `[${italic(it)}]` : italic(it))),
    '.ad',
    '.hy',
  ),
  ...section(
    'DESCRIPTION',
    text(DESCRIPTION),
    '.PP',
    prose('The _part_ is one of:'),
    ...PART_ORDER.flatMap((part) => item(bold(part), text(`${capitalized(PARTS[part])}.`))),
    '.PP',
    ...paragraphs(
      'A _package_ name is normalized as by pip: Django is django. With *project* or *index* and no _package_, every package in the database is requested, one by one, after a confirmation whose default is no. The rate adapts to the master.',
      'The command returns when the master has queued the request. The master writes package pages a minute later at the earliest.',
      'Options may stand anywhere. Long options may be abbreviated to an unambiguous beginning, short options may be combined.',
    ),
  ),
  ...section('OPTIONS', ...OPTIONS.flatMap((it) => option(it))),
  ...section(
    'EXIT STATUS',
    ...[
      [EXIT_CODES.success, 'Every request was queued.'],
      [
        EXIT_CODES.failure,
        'Something failed: a package was refused or unanswered, or the master or the database is unavailable.',
      ],
      [EXIT_CODES.usage, 'Usage or configuration error, or the prompt was declined or impossible. Nothing was sent.'],
      [
        EXIT_CODES.SIGHUP,
        'Stopped by SIGHUP, as when the terminal is closed, after the replies to the requests in flight.',
      ],
      [EXIT_CODES.SIGINT, 'Stopped by Ctrl-C, after the replies to the requests in flight.'],
      [EXIT_CODES.SIGTERM, 'Stopped by SIGTERM, after the replies to the requests in flight.'],
    ].flatMap(([code, meaning]) => item(bold(String(code)), text(meaning))),
  ),
  ...section(
    'FILES',
    ...['/etc/piwheels.conf', '/usr/local/etc/piwheels.conf', '~/.config/piwheels/piwheels.conf'].flatMap(
      (file, at) => [at === 0 ? '.TP' : '.TQ', bold(file)],
    ),
    prose(
      'The configuration of the suite. A key in a later file overrides earlier ones, the file of *--configuration* overrides these, and the command line overrides all. The keys are *import-queue*, *log-file*, *quiet*, *verbose*, *yes* and *dsn*, the database with all packages (default: ' +
        `${definitions.dsn.default}).`,
    ),
    ...item(
      bold('~/.local/share/piw/rebuild/'),
      prose('Lists of failed packages, and the checkpoints of stopped runs.'),
    ),
  ),
  ...section(
    'EXAMPLES',
    ...[
      ['The home page:', 'piw-rebuild home'],
      ['The index and the project page of a package:', 'piw-rebuild index numpy'],
      ['The project pages of all packages from cron, showing errors only:', 'piw-rebuild -qy project'],
    ]
      .flatMap(([what, command]) => example(what, command))
      .slice(1),
  ),
  ...section(
    'NOTES',
    ...paragraphs(
      'The command *piw rebuild* of the same package does the same and more: several packages at once, lists, patterns, dry runs, JSON, and resuming a stopped run. Flags that messages name and that are not listed here belong to *piw rebuild*; see *piw rebuild project --help*.',
      'Never open the import queue to other machines.',
    ),
  ),
]

const made = `${page.join('\n')}\n`
if (!process.argv.includes('--check')) writeFileSync(PAGE, made)
else if (readFileSync(PAGE, 'utf8') !== made) {
  process.stderr.write('man/piw-rebuild.1 is out of date: npm run build && npm run man\n')
  process.exitCode = 1
}
