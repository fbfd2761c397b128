import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { moduleText } from '../../../src/interchange/stable-hlo/module.js'
import type { Program } from '../../../src/program/program.js'
import type { DType } from '../../../src/shape/dtype.js'
import type { NdArray } from '../../../src/tensor/ndarray.js'

/** Python with JAX installed; without it what needs XLA is left out. */
export const python = process.env.TYPEGRAD_XLA

const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array, f16: Uint16Array } as const

const encode = ({ dtype, data }: NdArray): string => Buffer.from(arrays[dtype].from(data).buffer).toString('base64')

const decode = (text: string, dtype: DType): ArrayLike<number> => {
  const bytes = Buffer.from(text, 'base64')
  return new arrays[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

export const textOf = (program: Program): string => {
  const places = (name: string, values: Program['inputs']) => values.map(({ type }, i) => ({ name: `${name}${i}`, type, attributes: [] }))
  return moduleText(program, [], { inputs: places('arg', program.inputs), outputs: places('result', program.outputs) })
}

/** XLA in a process of its own, which answers one program after the other. */
export const openXla = (command: string) => {
  const child = spawn(command, [fileURLToPath(new URL('compile_and_run.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(program: Program, inputs: readonly NdArray[]): Promise<readonly ArrayLike<number>[]> {
      const text = textOf(program)
      child.stdin.write(
        `${JSON.stringify({ text, inputs: inputs.map((one) => ({ dtype: one.dtype, shape: one.shape, data: encode(one) })) })}\n`,
      )
      const { value } = await lines.next()
      const answer = JSON.parse(value ?? '{"error": "XLA went away"}')
      if (answer.error) throw new Error(`${answer.error}\n${text}`)
      return program.outputs.map(({ type }, i) => decode(answer.results[i], type.dtype))
    },
    close: () => child.kill(),
  }
}
