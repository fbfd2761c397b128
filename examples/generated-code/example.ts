import { acquire, inspect, key, type Tensor, zeros } from 'typegrad'
import { dense, init, predict, relu, sequential, type VariablesOf } from 'typegrad/dsl'
import wabt from 'wabt'
import type { Example } from '../kit/example.js'

/** One layer, of 64 numbers to 32. */
const model = sequential([64], dense(32), relu)

const layer = (variables: VariablesOf<typeof model>, x: Tensor<[8, 64]>) => predict(model, variables, x)

/** What `inspect` says for the device that was acquired last. */
const inspected = () => inspect(layer)(init(model, key(0)), zeros([8, 64]))

/** The innermost loop of a kernel, as the WebAssembly Binary Toolkit disassembles it. */
const innermostLoop = async (module: Uint8Array, kernel: string): Promise<string> => {
  const { readWasm } = await wabt()
  const read = readWasm(module, { simd: true, threads: true, bulk_memory: true, relaxed_simd: true, readDebugNames: true })
  read.generateNames() // of locals and labels
  read.applyNames()
  const lines = read.toText({}).split('\n')
  read.destroy()
  const own = lines.slice(lines.findIndex((line) => line.startsWith(`  (func $${kernel} `)))
  const multiplication = own.findIndex((line) => /f32x4\.(mul|relaxed_madd)/.test(line))
  const first = own.findLastIndex((line, i) => i < multiplication && /^ *loop\b/.test(line))
  const margin = own[first]?.search(/\S/) ?? 0
  const last = own.findIndex((line, i) => i > first && line.startsWith(`${' '.repeat(margin)}end`))
  return own
    .slice(first, last + 1)
    .map((line) => line.slice(margin))
    .join('\n')
}

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
      ['The innermost of these loops (over `kk`) in the module', await innermostLoop(cpu.wasm ?? new Uint8Array(), 'kernel0')],
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
