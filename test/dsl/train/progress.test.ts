import { afterEach, describe, expect, it, vi } from 'vitest'
import { bar, epochLine, progressLine, stopwatch } from '../../../dsl/train/progress.js'
import { reportFor, reportTo } from '../../../dsl/train/report.js'

const progress = { epoch: 2, epochs: 5, done: 6400, total: 60_000, rate: 21_300.4, train: { loss: 0.12034, accuracy: 0.96411 } }
const epoch = { epoch: 2, epochs: 5, seconds: 3.14, train: { loss: 0.1142 }, validation: { loss: 0.0911 } }

/** A terminal that keeps what it is told. */
const terminal = (isTTY: boolean, columns = 200) => {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

describe('progress', () => {
  it('is a line: bar, means, pace, what is left of all epochs', () => {
    expect(progressLine(progress, 79)).toBe('epoch 2/5  █▎           10 %  loss 0.1203  accuracy 0.9641  21,300/s  11 s left')
    expect(progressLine({ ...progress, rate: undefined }, 79)).toBe(
      'epoch 2/5  ███▎                           10 %  loss 0.1203  accuracy 0.9641',
    )
    expect(progressLine({ ...progress, rate: 1000 }, 200)).toMatch(/1,000\/s {2}3 min 54 s left$/)
  })

  it('an epoch is a line of its means', () => expect(epochLine(epoch)).toBe('epoch 2/5  loss 0.1142  validation loss 0.0911  3.1 s'))

  it('a bar is filled to the eighth of a character, and never past its ends', () => {
    expect([0, 0.5, 0.53, 1, 2, -1].map((part) => bar(part, 4))).toEqual(['    ', '██  ', '██▏ ', '████', '████', '    '])
  })

  it('a stopwatch starts when it is first asked', () => {
    let time = 5000
    const rate = stopwatch(() => time)
    expect(rate(128)).toBeUndefined()
    time += 500
    expect(rate(256)).toBe(256)
  })
})

describe('reportTo', () => {
  it('redraws a line in its place in a terminal, a few times a second, no wider than it', () => {
    let time = 0
    const screen = terminal(true, 30)
    const report = reportTo(screen, () => time)
    report.progress(progress)
    time = 50
    report.progress(progress)
    time = 150
    report.progress({ ...progress, done: 12_800 })
    report.epoch(epoch)
    expect(screen.written).toEqual([
      '\r\u001b[Kepoch 2/5  ▌     10 %  loss 0',
      '\r\u001b[Kepoch 2/5  █▏    21 %  loss 0',
      '\r\u001b[Kepoch 2/5  loss 0.1142  validation loss 0.0911  3.1 s\n',
    ])
  })

  it('says how many kernels are compiled while they are, in the place of the bar', () => {
    let time = 0
    const screen = terminal(true, 24)
    const report = reportTo(screen, () => time)
    for (const compiled of [0, 11, 12, 40]) {
      report.compiling(compiled, 40)
      time += 60
    }
    expect(screen.written).toEqual(['\r\u001b[Kcompiling 0 of 40 kerne', '\r\u001b[Kcompiling 12 of 40 kern', '\r\u001b[K'])
  })

  it('writes plain lines elsewhere, without control characters', () => {
    const file = terminal(false)
    const report = reportTo(file)
    report.compiling(1, 40)
    report.progress(progress)
    report.epoch(epoch)
    expect(file.written).toEqual(['epoch 2/5  loss 0.1142  validation loss 0.0911  3.1 s\n'])
  })

  it('writes to the console where there is no terminal at all', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    reportTo(undefined).epoch(epoch)
    expect(log).toHaveBeenCalledWith('epoch 2/5  loss 0.1142  validation loss 0.0911  3.1 s')
  })

  it('writes to the error stream, so that what is piped is the result alone', () => {
    const error = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    reportFor(true).epoch(epoch)
    reportFor(false).epoch(epoch)
    expect([error.mock.calls.length, out.mock.calls.length]).toEqual([1, 0])
    expect(String(error.mock.calls[0]?.[0])).toContain('epoch 2/5  loss 0.1142')
  })

  afterEach(() => vi.restoreAllMocks())
})
