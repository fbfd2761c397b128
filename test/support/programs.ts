import type { Backend } from '../../src/backends/backend.js'
import { type CpuBackend, cpuBackend } from '../../src/backends/cpu/cpu.js'
import { fromNd, toNd } from '../../src/backends/reference/reference.js'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { evaluate } from '../../src/program/evaluate.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
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

/** How kernels are laid out: both ways are tested on one device. */
export type Layout = 'gpu' | 'cpu'

let backends: Promise<{ readonly [L in Layout]: WebGpuBackend }> | undefined

/** One device for all tests of a file. Without an adapter this fails, and says what to install. */
export const webgpu = async (layout: Layout = 'cpu'): Promise<WebGpuBackend> => {
  backends ??= acquireWebGpu().then(({ device }) => ({
    gpu: webGpuBackend(device, device.adapterInfo, 'gpu'),
    cpu: webGpuBackend(device, device.adapterInfo, 'cpu'),
  }))
  return (await backends)[layout]
}

/**
 * Mesa's driver for processors has LLVM optimise each kernel, its loops unrolled: 0.2 s for most and 2 for a tile of a product, where others take
 * 0.02. What draws programs draws fewer there, and waits longer.
 */
export const compilesSlowly = async (): Promise<boolean> => {
  const { device } = await acquireWebGpu()
  const { vendor, architecture } = device.adapterInfo
  device.destroy()
  return vendor === 'mesa' && architecture === 'software'
}

let cpu: CpuBackend | undefined

/** The cpu backend for all tests of a file. */
export const onCpu = async (program: Program, inputs: readonly NdArray[], donated: readonly number[] = []): Promise<NdArray[]> => {
  cpu ??= cpuBackend()
  return on(cpu, program, inputs, donated)
}

/** Fills the memory that results are about to be given with bits that no result has, so that what is not written is seen. */
const poison = (gpu: Backend, program: Program): void => {
  const poisoned = program.outputs.map(({ type }) => {
    const words = new Uint32Array(Math.max(64, sizeOf(type.shape))).fill(0x7fbadbad)
    return gpu.upload({ shape: [words.length], dtype: 'u32' }, words)
  })
  for (const buffer of poisoned) buffer.release()
}

/** What a program gives on WebGPU. */
export const onWebGpu = async (
  program: Program,
  inputs: readonly NdArray[],
  layout: Layout = 'cpu',
  donated: readonly number[] = [],
): Promise<NdArray[]> => on(await webgpu(layout), program, inputs, donated)

const on = async (gpu: Backend, program: Program, inputs: readonly NdArray[], donated: readonly number[]): Promise<NdArray[]> => {
  const executable = gpu.compile(program, donated)
  const buffers = inputs.map((input) => gpu.upload(input, fromNd(input)))
  poison(gpu, program)
  const results = executable.run(buffers)
  const read = await Promise.all(program.outputs.map(async ({ type }, i) => toNd(type, await gpu.download(type, item(results, i)))))
  for (const result of results) result.release()
  buffers.forEach((buffer, i) => {
    if (!donated.includes(i)) buffer.release()
  })
  executable.release()
  return read
}

/** What it means. */
export const onReference = (program: Program, inputs: readonly NdArray[]): NdArray[] => evaluate(program, inputs)
