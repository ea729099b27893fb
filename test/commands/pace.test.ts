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
  it('is careful where more is requested than a slow master writes in the longest wait, and says why with -v', async () => {
    // Twenty in the first second, then seven per second.
    const taken = secondsFor(33)
    const {child, result} = stage.start(['project', '--yes', '-v'])
    expect(await taken).toBeGreaterThan(1.8)
    child.kill('SIGINT')
    const {stderr} = await result
    expect(stderr).toContain(
      "Sending 6.6 requests per second until the master's speed is measured; other clients wait up to 2 s.",
    )
  })

  it('is as fast as the master answers for a few packages, since they are written soon', async () => {
    const {stderr, stdout} = await stage.rebuild(['project', '-v', ...invented(20)])
    expect(stdout).toContain('20 queued')
    expect(stderr).not.toContain('per second')
  })

  it('is for as few as fit into the longest wait that the user says', async () => {
    const {stderr, stdout} = await stage.rebuild(['project', '-v', '--max-wait', '5', ...invented(50)])
    expect(stdout).toContain('50 queued')
    expect(stderr).not.toContain('per second')
  })

  it('can be fixed', async () => {
    const taken = secondsFor(150)
    const {stdout} = await stage.rebuild(['project', '--yes', '--rate', '75'])
    expect(stdout).toContain('150 queued')
    expect(await taken).toBeGreaterThan(1.5)
  })

  it('can be as fast as the master answers', async () => {
    const {stdout} = await stage.rebuild(['project', '--yes', '--rate', '0', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      pace: {kind: 'unlimited', longestWait: null, maxWait: null, rate: null},
      queued: 150,
    })
  })

  it('does not keep Ctrl-C waiting', async () => {
    const before = await stage.master.count()
    const {child, result} = stage.start(['project', '--yes', '--rate', '0.01'])
    await stage.master.untilReceived(before + 1)
    child.kill('SIGINT')
    const {code, stdout} = await result
    expect(stdout).toMatch(/^[12] queued, 0 refused, 0 unanswered|Stopped by Ctrl-C.*[12] queued/m)
    expect(code).toBe(130)
  })

  it('shows no time left until the speed is measured, but the rate', async () => {
    const terminal = stage.terminal(['project', '--yes'])
    await terminal.waitFor(/\d+\/150 {2}\d+\/s/)
    expect(terminal.screen).not.toContain('left')
  })

  it.each(['fast', '-1', '0.001', 'Infinity', ''])('is refused where it makes no sense: --rate=%s', async (rate) => {
    const {code, stderr} = await stage.rebuild(['project', '--yes', `--rate=${rate}`])
    expect(stderr).toContain('--rate: Expected requests per second')
    expect(code).toBe(2)
  })

  it.each(['long', '0', '0.1', '61', ''])('is refused where it makes no sense: --max-wait=%s', async (seconds) => {
    const {code, stderr} = await stage.rebuild(['project', '--yes', `--max-wait=${seconds}`])
    expect(stderr).toContain('--max-wait: Expected seconds, 0.2 to 60')
    expect(code).toBe(2)
  })

  it('is either fixed or adapted to others', async () => {
    const {code, stderr} = await stage.rebuild(['project', '--yes', '--rate', '5', '--max-wait', '1'])
    expect(stderr).toContain('--max-wait')
    expect(code).toBe(2)
  })

  it('is said by a dry run, with about how long it takes and how long others wait', async () => {
    const {stdout} = await stage.rebuild(['project', '--dry-run'])
    expect(stdout).toContain(
      'of 150 packages, in about 23 s (assuming 210 pages/s; the actual rate adapts to the master); other clients wait up to 2 s.',
    )
    const fixed = await stage.rebuild(['project', '--dry-run', '--rate', '2.5'])
    expect(fixed.stdout).toContain('of 150 packages, in about 1 min 0 s, at 2.5 requests per second. Nothing was sent.')
  })

  it('is said by the question', async () => {
    const terminal = stage.terminal(['project', '--max-wait', '1'])
    await terminal.waitFor(/clients\s+wait\s+up\s+to\s+1\s+s/)
    terminal.type('n\r')
    expect((await terminal.exited).code).toBe(2)
  })
})
