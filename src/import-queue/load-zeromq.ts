import {PiwError} from '../errors/piw-error.js'

let loading: Promise<typeof import('zeromq')> | undefined

/**
 * Loads zeromq when it is needed, so that help and errors need no add-on.
 *
 * @throws {PiwError} that says what is missing
 */
export async function loadZeromq(): Promise<typeof import('zeromq')> {
  loading ??= load()
  return loading
}

async function load(): Promise<typeof import('zeromq')> {
  const {warn} = console
  const problems: string[] = []
  // Its loader shows a stack trace for each add-on that it tries.
  console.warn = (...texts: unknown[]) => problems.push(texts.map(String).join(' '))
  try {
    return await import('zeromq')
  } catch (error) {
    problems.push((error as Error).message)
    throw new PiwError(
      `Cannot load the add-on of zeromq for ${process.platform} ${process.arch}: ${reasonIn(problems)}`,
      {
        cause: error,
        suggestions: [
          'Reinstall zeromq on this machine: it includes add-ons for Linux on x64 and arm64, others it compiles.',
          'Its directory must not be mounted with the option noexec.',
        ],
      },
    )
  } finally {
    console.warn = warn
  }
}

/** The first problem without what its loader says around it. */
function reasonIn([problem = '']: readonly string[]): string {
  const [line = ''] = problem.split(/\n|\. The candidates were:/)
  return line.replace(/^.*?\bError: /, '')
}
