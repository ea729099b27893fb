import {describe, expect, it} from 'vitest'

import {invented, setStage} from './stage.js'

const stage = setStage({database: 150, paced: true, packages: invented(150)})

/** How long it takes until the master has received so many more, in seconds, from the first of them on. */
async function secondsFor(count: number): Promise<number> {
  const before = await stage.master.count()
  await stage.master.untilReceived(before + 1)
  const began = performance.now()
  await stage.master.untilReceived(before + count)
  return (performance.now() - began) / 1000
}

describe('the pace of piw rebuild', () => {
  it('is gentle where more than a hundred packages are asked for, and says why with -v', async () => {
    const taken = secondsFor(33)
    const {child, result} = stage.start(['project', '--yes', '-v'])
    // 16 a second, while nothing is known of the writer.
    expect(await taken).toBeGreaterThan(1.8)
    child.kill('SIGINT')
    const {stderr} = await result
    expect(stderr).toContain('Asking for 16 packages a second until it shows how fast the master writes')
  })

  it('is as fast as the master answers for a hundred packages, since they are written soon', async () => {
    const {stderr, stdout} = await stage.rebuild(['project', '-v', ...invented(100)])
    expect(stdout).toContain('100 queued')
    expect(stderr).not.toContain('a second')
  })

  it('can be fixed', async () => {
    const taken = secondsFor(150)
    const {stdout} = await stage.rebuild(['project', '--yes', '--rate', '75'])
    expect(stdout).toContain('150 queued')
    expect(await taken).toBeGreaterThan(1.9)
    expect(await taken).toBeLessThan(10)
  })

  it('can be as fast as the master answers', async () => {
    const {stdout} = await stage.rebuild(['project', '--yes', '--rate', '0', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({pace: {kind: 'unlimited', rate: null}, queued: 150})
    expect((JSON.parse(stdout) as {seconds: number}).seconds).toBeLessThan(5)
  })

  it('does not keep Ctrl-C waiting', async () => {
    const before = await stage.master.count()
    const {child, result} = stage.start(['project', '--yes', '--rate', '0.01'])
    await stage.master.untilReceived(before + 1)
    child.kill('SIGINT')
    const {code, stdout} = await result
    expect(stdout).toContain('1 queued, 0 refused, 0 unanswered')
    expect(code).toBe(130)
  })

  it('shows no time left while nobody can tell, but the rate', async () => {
    const terminal = stage.terminal(['project', '--yes'])
    await terminal.waitFor(/\d+\/150 {2}1\d\/s/)
    expect(terminal.screen).not.toContain('left')
  })

  it.each(['fast', '-1', '0.001', 'Infinity', ''])('is refused where it makes no sense: "%s"', async (rate) => {
    const {code, stderr} = await stage.rebuild(['project', '--yes', `--rate=${rate}`])
    expect(stderr).toContain('--rate: Expected a number of packages a second')
    expect(code).toBe(2)
  })

  it('is said by a dry run, with how long it takes about', async () => {
    const {stdout} = await stage.rebuild(['project', '--dry-run'])
    expect(stdout).toContain(
      'Would ask for project pages of 150 packages, in about 9.4 s if the master writes 210 pages a second',
    )
    const fixed = await stage.rebuild(['project', '--dry-run', '--rate', '2.5'])
    expect(fixed.stdout).toContain('of 150 packages, in about 1 min 0 s, at 2.5 a second. Nothing was sent.')
  })
})
