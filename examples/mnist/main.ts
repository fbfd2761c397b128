// Learns to read handwritten digits: `npm start`, or `npm start -- --help`.

import '../closed-pipe.js'
import { acquire, DeviceUnavailable } from 'typegrad'
import { DataError, mnist, summary } from 'typegrad/dsl'
import { ascii, blocks, draw, gallery } from './draw.js'
import { BadOption, type Options, optionsOf, usage } from './options.js'
import { mistakes, model, test, train } from './train.js'

const run = async ({ backend, ...training }: Options): Promise<void> => {
  const digits = await mnist()
  const device = await acquire(backend ? { backend } : {})
  console.log(`Runs on ${device.backend}: ${device.name}`)
  if (device.reason) console.log(`(${device.reason}; --backend NAME chooses another)`)
  console.log()
  console.log(`${summary(model)}\n`)
  const variables = await train(digits.train, training)

  const share = await test(variables, digits.test)
  console.log(`\nTest accuracy: ${(100 * share).toFixed(2)} % of ${digits.test.size.toLocaleString('en')} digits it has never seen.`)

  const wrong = await mistakes(variables, digits.test, 6)
  if (wrong.length === 0) return
  const pixels = digits.test.columns.x.values
  const ink = process.stdout.isTTY ? blocks : ascii
  const pictures = wrong.map(({ index, is, taken }) => ({
    caption: `a ${is}, taken for a ${taken}`,
    lines: draw(pixels.subarray(784 * index, 784 * (index + 1)), ink),
  }))
  console.log(`Some that it got wrong:\n\n${gallery(pictures, process.stdout.columns ?? 100)}`)
}

try {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else await run(options)
} catch (error) {
  const sentence = error instanceof BadOption || error instanceof DataError || error instanceof DeviceUnavailable
  if (!sentence) throw error
  console.error(error.message)
  process.exitCode = error instanceof BadOption ? 2 : 1
}
