import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fileOf } from '../../../src/interchange/onnx/write/file.js'
import { graphOf } from '../../../src/interchange/onnx/write/lay-out.js'
import type { Program } from '../../../src/program/program.js'
import type { DType } from '../../../src/shape/dtype.js'
import { allocate, type NdArray } from '../../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'

/** Python with onnx, onnxruntime and numpy installed; without it what needs an engine is left out. */
export const python = process.env.TYPEGRAD_ONNX

const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array, f16: Uint16Array } as const
const dtypes: Readonly<Record<string, DType>> = {
  float32: 'f32',
  float64: 'f64',
  int32: 'i32',
  uint32: 'u32',
  bool: 'bool',
  float16: 'f16',
}

const encode = ({ dtype, data }: NdArray): string => Buffer.from(arrays[dtype].from(data).buffer).toString('base64')

/** A tensor as an engine takes it. */
export const arrayOf = async (x: AnyTensor): Promise<NdArray> => {
  const { shape, dtype } = x.type
  const data = allocate(dtype, x.size)
  data.set(await x.data())
  return { shape, dtype, data }
}

/** What an engine gives. */
interface Result {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly data: ArrayLike<number>
}

interface Answer {
  readonly shape: number[]
  readonly type: string
  readonly data: string
}

const decode = ({ shape, type, data }: Answer): Result => {
  const dtype = dtypes[type]
  if (!dtype) throw new Error(`there is no dtype for ${type}`)
  const bytes = Buffer.from(data, 'base64')
  return { shape, dtype, data: new arrays[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) }
}

/** The file of a program whose inputs are all arguments. */
export const fileOfProgram = async (program: Program): Promise<Uint8Array> => {
  const symbols = { names: [], at: [] }
  const names = (kind: string, list: readonly unknown[]) => list.map((_, i) => `${kind}${i}`)
  const given = names('arg', program.inputs).map((name) => ({ name }))
  return fileOf(graphOf([program], given, names('result', program.outputs), symbols), symbols, undefined)
}

/** What an engine is asked. */
interface Question {
  /** The bytes of a model, or where it lies. */
  readonly model: Uint8Array | string
  readonly runs: readonly (readonly NdArray[])[]
}

const start = (command: string) => {
  const child = spawn(command, [fileURLToPath(new URL('check_and_run.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'ignore'] })
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

/** ONNX Runtime in a process of its own, which answers one question after the other. It begins with the first. */
export const openRuntime = (command: string) => {
  let started: ReturnType<typeof start> | undefined
  const ask = async ({ model, runs }: Question): Promise<readonly (readonly Result[])[]> => {
    started ??= start(command)
    const inputs = runs.map((all) => all.map((one) => ({ dtype: one.dtype, shape: one.shape, data: encode(one) })))
    const where = typeof model === 'string' ? { path: model } : { model: Buffer.from(model).toString('base64') }
    started.child.stdin.write(`${JSON.stringify({ ...where, inputs })}\n`)
    const { value } = await started.lines.next()
    const answer: { readonly error?: string; readonly answers?: Answer[][] } = JSON.parse(value ?? '{"error": "the engine went away"}')
    if (!answer.answers) throw new Error(answer.error)
    return answer.answers.map((results) => results.map(decode))
  }
  return {
    /** The results of each run of a model. */
    run: (model: Uint8Array | string, runs: readonly (readonly NdArray[])[]) => ask({ model, runs }),
    close: () => started?.child.kill(),
  }
}

/** Throws unless all results are what they should be, within a part of 1 or of their size. */
export const demandClose = (name: string, got: readonly Result[], want: readonly NdArray[], within: number): number => {
  if (got.length !== want.length) throw new Error(`${name}: ${got.length} results, not ${want.length}`)
  let worst = 0
  got.forEach(({ shape, dtype, data }, i) => {
    const expected = want[i]
    if (!expected || shape.join() !== expected.shape.join() || dtype !== expected.dtype)
      throw new Error(`${name}: result ${i} is ${dtype}[${shape}], not ${expected?.dtype}[${expected?.shape}]`)
    Array.from(data).forEach((x, j) => {
      const y = expected.data[j] ?? Number.NaN
      if (Object.is(x, y) || x === y) return
      const off = Math.abs(x - y) / Math.max(1, Math.abs(y))
      if (!(off <= within)) throw new Error(`${name}: ${x} is not ${y}, result ${i} place ${j}`)
      worst = Math.max(worst, off)
    })
  })
  return worst
}
