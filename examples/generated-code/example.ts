import { acquire, inspect, key, type Tensor, zeros } from 'typegrad'
import { dense, init, predict, relu, sequential, type VariablesOf } from 'typegrad/dsl'
import type { Example } from '../kit/example.js'

/** One layer, of 64 numbers to 32. */
const model = sequential([64], dense(32), relu)

const layer = (variables: VariablesOf<typeof model>, x: Tensor<[8, 64]>) => predict(model, variables, x)

/** What `inspect` says for the device that was acquired last. */
const inspected = () => inspect(layer)(init(model, key(0)), zeros([8, 64]))

export const example: Example = {
  name: 'generated-code',
  about: 'One layer, dense and ReLU, on its way to the device: its program, its kernel, and the code for a GPU and for processors.',
  sizes: { quick: 'as the default', default: 'a second', full: 'as the default' },
  run: async () => {
    await acquire({ backend: 'cpu' })
    const cpu = inspected()
    await acquire({ backend: 'reference' }) // which compiles nothing: `inspect` then shows what any GPU is given
    const gpu = inspected()
    const parts = [
      ['The program', gpu.program],
      ['Its kernels, and where their values lie', `${gpu.kernels}\n${gpu.plan}`],
      ['For a GPU: WGSL', gpu.code],
      ['For processors: the loops that are assembled as WebAssembly', cpu.code],
    ] as const
    return {
      findings: {
        equations: { value: gpu.counts.equations },
        'kernels on a GPU': { value: gpu.counts.kernels },
        'kernels on processors': { value: cpu.counts.kernels },
        'most memory in use': { value: gpu.counts.peakBytes, unit: 'bytes' },
      },
      text: parts.map(([head, body]) => `${head}\n${'-'.repeat(head.length)}\n${body.trimEnd()}`).join('\n\n'),
    }
  },
}
