import { trace } from '../../src/program/trace.js'
import type { Program } from '../../src/program/program.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { evaluate, fromNd, toNd } from '../../src/backends/reference/reference.js'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { Use } from './draw.js'

/** The program of several uses side by side: their operands are its inputs. */
export const programOf = (uses: readonly Use[]): { readonly program: Program; readonly inputs: readonly NdArray[] } => {
  const inputs = uses.flatMap(({ operands }) => operands)
  const program = trace((args) => {
    let next = 0
    return uses.flatMap(({ primitive, operands, params }): readonly AnyTensor[] => {
      const own = args.slice(next, next + operands.length)
      next += operands.length
      return applyAll(primitive, own, params)
    })
  }, inputs)
  return { program, inputs }
}

let backend: Promise<WebGpuBackend> | undefined
/** One device for all tests of a file. Without an adapter this fails, and says what to install. */
export const webgpu = (): Promise<WebGpuBackend> => {
  backend ??= acquireWebGpu()
  return backend
}

/** What a program gives on WebGPU. */
export const onWebGpu = async (program: Program, inputs: readonly NdArray[], donated: readonly number[] = []): Promise<NdArray[]> => {
  const gpu = await webgpu()
  const executable = gpu.compile(program, donated)
  const buffers = inputs.map((input) => gpu.upload(input, fromNd(input)))
  const results = executable.run(buffers)
  const read = await Promise.all(program.outputs.map(async ({ type }, i) => toNd(type, await gpu.download(type, results[i] as never))))
  for (const result of results) result.release()
  buffers.forEach((buffer, i) => {
    if (!donated.includes(i)) buffer.release()
  })
  executable.release()
  return read
}

/** What it means. */
export const onReference = (program: Program, inputs: readonly NdArray[]): NdArray[] => evaluate(program, inputs)
