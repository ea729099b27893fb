import {describe, expect, it} from 'vitest'

import {translate} from '../../src/drop-in/translate.js'
import {PiwError} from '../../src/errors/piw-error.js'

const words = (line: string) => line.split(' ').filter((word) => word !== '')

const translated = async (line: string) => (await translate(words(line), '0')).join(' ')

/** What is wrong with a command line, and the way out. */
async function refusal(line: string): Promise<string> {
  try {
    await translate(words(line), '0')
  } catch (error) {
    if (!(error instanceof PiwError) || error.kind !== 'usage') throw error
    return [error.message, ...error.suggestions].join('\n')
  }

  throw new Error(`Taken: ${line}`)
}

describe('the command line of piw-rebuild', () => {
  it.each([
    // Parts and packages.
    ['home', 'rebuild home'],
    ['search', 'rebuild search'],
    ['project', 'rebuild project'],
    ['index', 'rebuild index'],
    ['project numpy', 'rebuild project -- numpy'],
    ['index project', 'rebuild index -- project'],
    // Every option in every form.
    ['-c FILE home', 'rebuild home --configuration=FILE'],
    ['-cFILE home', 'rebuild home --configuration=FILE'],
    ['-c=FILE home', 'rebuild home --configuration=FILE'],
    ['--configuration FILE home', 'rebuild home --configuration=FILE'],
    ['--configuration=FILE home', 'rebuild home --configuration=FILE'],
    ['-q home', 'rebuild home --quiet'],
    ['--quiet home', 'rebuild home --quiet'],
    ['-v home', 'rebuild home --verbose'],
    ['--verbose home', 'rebuild home --verbose'],
    ['-l FILE home', 'rebuild home --log-file=FILE'],
    ['-lFILE home', 'rebuild home --log-file=FILE'],
    ['--log-file FILE home', 'rebuild home --log-file=FILE'],
    ['--log-file=FILE home', 'rebuild home --log-file=FILE'],
    ['--log-file= home', 'rebuild home --log-file='],
    ['--log-file=-x home', 'rebuild home --log-file=-x'],
    ['-y project', 'rebuild project --yes'],
    ['--yes project', 'rebuild project --yes'],
    ['--import-queue ipc:///a home', 'rebuild home --import-queue=ipc:///a'],
    ['--import-queue=ipc:///a home', 'rebuild home --import-queue=ipc:///a'],
    ['--import-queue=ipc:///a=b home', 'rebuild home --import-queue=ipc:///a=b'],
    // Any order, any place.
    ['home -y', 'rebuild home --yes'],
    ['project -y numpy', 'rebuild project --yes -- numpy'],
    ['project numpy -y', 'rebuild project --yes -- numpy'],
    ['-y project -l FILE numpy -c FILE', 'rebuild project --configuration=FILE --log-file=FILE --yes -- numpy'],
    ['project -- numpy', 'rebuild project -- numpy'],
    ['-y -- project numpy', 'rebuild project --yes -- numpy'],
    ['project -- --yes', 'rebuild project -- --yes'],
    // Abbreviations.
    ['--imp ipc:///a home', 'rebuild home --import-queue=ipc:///a'],
    ['--i=ipc:///a home', 'rebuild home --import-queue=ipc:///a'],
    ['--conf FILE home', 'rebuild home --configuration=FILE'],
    ['--log=FILE home', 'rebuild home --log-file=FILE'],
    ['--q home', 'rebuild home --quiet'],
    ['--verb home', 'rebuild home --verbose'],
    ['--y project', 'rebuild project --yes'],
    // Bundles.
    ['-qy project', 'rebuild project --quiet --yes'],
    ['-yq project', 'rebuild project --quiet --yes'],
    ['-qycFILE project', 'rebuild project --configuration=FILE --quiet --yes'],
    ['-yl FILE project', 'rebuild project --log-file=FILE --yes'],
    // Repeats: the last one counts.
    ['-c A -c B home', 'rebuild home --configuration=B'],
    ['-l A home --log-file=B', 'rebuild home --log-file=B'],
    ['-q -v home', 'rebuild home --verbose'],
    ['-v home -q', 'rebuild home --quiet'],
    ['-qv home', 'rebuild home --verbose'],
    ['-vqq home', 'rebuild home --quiet'],
    ['-yy project', 'rebuild project --yes'],
  ])('%s is %s', async (line, expected) => {
    expect(await translated(line)).toBe(expected)
  })

  it.each([
    ['', 'the following arguments are required: part'],
    ['-y', 'the following arguments are required: part'],
    ['all', "argument part: invalid choice: 'all' (choose from 'home', 'search', 'project', 'index')"],
    ['Home', "argument part: invalid choice: 'Home'"],
    ['proj', "argument part: invalid choice: 'proj'"],
    ['--ver home', 'ambiguous option: --ver could match --version, --verbose'],
    ['--ver=1 home', 'ambiguous option: --ver=1 could match --version, --verbose'],
    ['home -c', 'argument -c/--configuration: expected one argument'],
    ['home --log-file', 'argument -l/--log-file: expected one argument'],
    ['-c -y home', 'argument -c/--configuration: expected one argument'],
    ['--yes=no project', "argument -y/--yes: ignored explicit argument 'no'"],
    ['-y=no project', 'argument -y/--yes: ignored explicit argument'],
    ['home -x', 'unrecognized arguments: -x'],
    ['home --no-such-thing', 'unrecognized arguments: --no-such-thing'],
    ['home --import_queue=a', 'unrecognized arguments: --import_queue=a'],
    ['home --toString', 'unrecognized arguments: --toString'],
  ])('%s is refused: %s', async (line, expected) => {
    const [problem, suggestion] = (await refusal(line)).split('\n')
    expect(problem).toContain(expected)
    expect(suggestion).toBe('Try piw-rebuild --help for more information.')
  })

  it.each(['home', 'search'])('%s takes no package', async (part) => {
    expect(await refusal(`${part} numpy`)).toBe(
      `argument package: ${part} takes no package, but was given "numpy"\n` +
        'To rebuild the pages of a package: piw-rebuild project PACKAGE',
    )
  })

  it('takes one package, and says what takes more', async () => {
    expect(await refusal('index numpy pillow scipy')).toBe(
      'unrecognized arguments: pillow scipy\nFor more than one package: piw rebuild index PACKAGE...',
    )
  })

  it.each([
    ['home --trust-user pi', 'piw rebuild home --trust-user'],
    ['project --timeout=5 numpy', 'piw rebuild project --timeout'],
    ['index --resume', 'piw rebuild index --resume'],
    ['project --packages-from list', 'piw rebuild project --packages-from'],
    ['home --json', 'piw rebuild home --json'],
  ])('%s is a flag of piw rebuild, which is said', async (line, command) => {
    expect(await refusal(line)).toMatch(new RegExp(`is a flag of piw rebuild: ${command}$`))
  })

  it('shows nothing that a terminal would act on', async () => {
    expect(await refusal('home \u001B[31m -\u001B[31m')).not.toContain('\u001B')
    expect(await refusal('home \u001B[31m')).not.toContain('\u001B')
    expect(await refusal('\u001B[31m')).not.toContain('\u001B')
  })
})
