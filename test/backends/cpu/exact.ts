import { expect } from 'vitest'
import { type CpuBackend, cpuBackend } from '../../../src/backends/cpu/cpu.js'
import { createCrew } from '../../../src/backends/cpu/create-crew.js'
import type { Crew } from '../../../src/backends/cpu/crew.js'
import { slack } from '../../../src/backends/cpu/heap.js'
import { fromNd, toNd } from '../../../src/backends/reference/reference.js'
import { atOnce } from '../../../src/compile/steps.js'
import { item } from '../../../src/program/program.js'
import { trace } from '../../../src/program/trace.js'
import type { DType } from '../../../src/shape/dtype.js'
import { type NdArray, tabulate } from '../../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { onReference } from '../../support/programs.js'

/** What memory holds that nobody wrote: NaN, the smallest number there is, bits that are all 1. */
export const poisons = { NaN: 0x7fbadbad, denormal: 1, ones: 0xffffffff } as const
export type Poison = keyof typeof poisons

/** Whole numbers from -3 to 3, or from 0 on, without a pattern that a wrong index could repeat: sums of these are exact in f32, in any order. */
export const wholes = (shape: readonly number[], dtype: DType = 'f32', seed = 0): NdArray =>
  tabulate({ shape, dtype }, (_, position) => {
    const drawn = ((position + 31 * seed) * 7919) % 1009
    return dtype === 'bool' ? drawn % 2 : dtype === 'u32' ? drawn % 7 : (drawn % 7) - 3
  })

type Four = readonly [AnyTensor, AnyTensor, AnyTensor, AnyTensor]

/** A function of up to four arrays. */
export interface Case {
  readonly inputs: readonly NdArray[]
  readonly f: (...args: Four) => readonly AnyTensor[]
}

let made: { readonly crew: Crew; readonly backend: CpuBackend } | undefined

/** Fills all memory that nobody holds, and what may be read behind it. */
const poison = ({ heap, ...crew }: Pick<Crew, 'heap' | 'write'>, word: number): void => {
  const { free } = heap
  for (const [i, { address, bytes }] of free.entries())
    crew.write(address, new Uint32Array((bytes + (i === free.length - 1 ? slack : 0)) / 4).fill(word))
}

/** What many functions give together, in one program, run in memory full of what must not matter. */
const onPoisoned = async (cases: readonly Case[], word: number) => {
  if (!made) {
    const crew = createCrew({ threads: 2 })
    made = { crew, backend: cpuBackend(crew) }
  }
  const { crew, backend } = made
  const fill = (): void => poison({ heap: crew.heap, write: (address, words) => crew.write(address, words) }, word)
  const inputs = cases.flatMap((one) => one.inputs)
  const program = trace((args) => {
    const left = [...args]
    return cases.flatMap(({ inputs: own, f }) => f(...(left.splice(0, own.length) as unknown as Four))) // as many as it takes
  }, inputs)
  fill()
  const executable = atOnce(backend.compile(program, []))
  const buffers = inputs.map((input) => backend.upload(input, fromNd(input)))
  fill()
  const results = executable.run(buffers)
  const got = await Promise.all(program.outputs.map(async ({ type }, i) => toNd(type, await backend.download(type, item(results, i)))))
  for (const buffer of [...buffers, ...results]) buffer.release()
  executable.release()
  return { got, want: onReference(program, inputs), program }
}

/** What functions give on the cpu backend is what they mean, to the last bit, whatever lay in memory before. */
export const expectExact = async (cases: readonly Case[], lay: Poison = 'NaN'): Promise<void> => {
  const { got, want } = await onPoisoned(cases, poisons[lay])
  for (const [i, { shape, data }] of want.entries()) {
    const found = got[i]?.data ?? []
    const at = data.findIndex((value, place) => !Object.is(value + 0, (found[place] ?? Number.NaN) + 0))
    if (at >= 0) expect(`${found[at]} of output ${i}, [${shape}], at ${at}`).toBe(`${data[at]} of output ${i}, [${shape}], at ${at}`)
  }
  expect(got.map(({ data }) => data.length)).toEqual(want.map(({ data }) => data.length))
}
