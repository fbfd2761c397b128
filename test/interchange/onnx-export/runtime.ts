import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileOf } from '../../../src/interchange/onnx/write/file.js'
import { graphOf } from '../../../src/interchange/onnx/write/lay-out.js'
import type { Program } from '../../../src/program/program.js'
import type { DType } from '../../../src/shape/dtype.js'
import { allocate, type NdArray } from '../../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'

/**
 * The folder in which onnxruntime-node is installed; without it what needs an engine is left out: it has 288 MB, and no checkout installs it.
 *
 *     npm install --prefix /tmp/engine --ignore-scripts onnxruntime-node
 *     TYPEGRAD_ONNX=/tmp/engine npx vitest run test/interchange/onnx-export
 */
export const engine = process.env.TYPEGRAD_ONNX

const names = { f32: 'float32', f16: 'float16', i32: 'int32', u32: 'uint32', bool: 'bool' } as const
const arrays = { f32: Float32Array, f16: Uint16Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const
const dtypes: Readonly<Record<string, DType>> = Object.fromEntries(Object.entries(names).map(([dtype, name]) => [name, dtype as DType])) // its own keys

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

/** The file of a program whose inputs are all arguments. */
export const fileOfProgram = async (program: Program): Promise<Uint8Array> => {
  const symbols = { names: [], at: [] }
  const names = (kind: string, list: readonly unknown[]) => list.map((_, i) => `${kind}${i}`)
  const given = names('arg', program.inputs).map((name) => ({ name }))
  return fileOf(graphOf([program], given, names('result', program.outputs), symbols), symbols, undefined)
}

/** As much of onnxruntime-node as is used. */
interface Engine {
  readonly Tensor: new (type: string, data: ArrayLike<number>, shape: readonly number[]) => EngineTensor
  readonly InferenceSession: { create(model: Uint8Array | string, options: object): Promise<Session> }
}

interface EngineTensor {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: ArrayLike<number>
}

interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(inputs: Readonly<Record<string, EngineTensor>>): Promise<Readonly<Record<string, EngineTensor>>>
  release(): Promise<void>
}

const load = (): Engine => createRequire(resolve(engine ?? '', 'package.json'))('onnxruntime-node')

const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 4 }

/** The results of each run of a model, of its bytes or of the file where it lies, by ONNX Runtime. */
export const runOnnx = async (
  model: Uint8Array | string,
  runs: readonly (readonly NdArray[])[],
): Promise<readonly (readonly Result[])[]> => {
  const { InferenceSession, Tensor } = load()
  const session = await InferenceSession.create(model, options)
  const results: (readonly Result[])[] = []
  for (const inputs of runs) {
    const given = inputs.map(({ dtype, shape, data }, i) => {
      if (dtype === 'f64') throw new Error('the dtype of no argument is f64')
      return [session.inputNames[i], new Tensor(names[dtype], arrays[dtype].from(data), shape)]
    })
    const made = await session.run(Object.fromEntries(given))
    results.push(session.outputNames.map((name) => resultOf(made[name])))
  }
  await session.release()
  return results
}

const resultOf = (made: EngineTensor | undefined): Result => {
  const dtype = dtypes[made?.type ?? '']
  if (!made || !dtype) throw new Error(`there is no dtype for ${made?.type}`)
  return { shape: made.dims, dtype, data: made.data }
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
