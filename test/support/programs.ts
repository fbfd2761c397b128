import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { evaluate } from '../../src/program/evaluate.js'
import type { Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
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

/** What it means. */
export const onReference = (program: Program, inputs: readonly NdArray[]): NdArray[] => evaluate(program, inputs)
