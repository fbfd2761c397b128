import type fc from 'fast-check'
import { broadcast } from '../../src/primitives/broadcast.js'
import { primitives } from '../../src/primitives/index.js'
import { full } from '../../src/primitives/literal.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { reshape } from '../../src/primitives/reshape.js'
import { logistic, tanh } from '../../src/primitives/sigmoidal.js'
import type { Program, Variable } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { Params } from '../../src/tensor/primitive.js'
import type { OperandSample } from '../../src/tensor/sample.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { drawOperand, drawWith } from './draw.js'

/** Brings a value's elements into the range that a sample asks for, whatever they are: smooth, so that derivatives are defined. */
const into = (x: AnyTensor, [low, high]: readonly [number, number]): AnyTensor => {
  const like = (value: number) => full(value, x.type.shape, x.type.dtype)
  return add(multiply(logistic(multiply(x, like(0.5))), like(high - low)), like(low))
}

/** A value of the shape asked for, made of one that is there: reshaped, broadcast, or not at all. */
const shaped = (x: AnyTensor, shape: readonly number[]): AnyTensor | undefined => {
  if (sizeOf(shape) === sizeOf(x.type.shape)) return reshape(x, shape)
  const { shape: own } = x.type
  for (let skip = shape.length; skip >= 0; skip--) {
    const axes = shape.map((_, axis) => axis).filter((axis) => axis < skip)
    const rest = shape.slice(skip)
    if (sizeOf(rest) === sizeOf(own)) return broadcast(reshape(x, rest), shape, axes)
  }
  return undefined
}

/**
 * A program of all primitives drawn at random, with shared subexpressions, reshapes and broadcasts between them: each operand of each use
 * is, as often as can be, a value made before. Only what derivatives jump at is drawn fresh.
 */
export const drawProgram = (
  gen: fc.GeneratorValue,
  length: number,
  allowed = primitives,
): { readonly program: Program; readonly inputs: readonly NdArray[] } => {
  const draw = drawWith(gen)
  const inputs: NdArray[] = []
  // Shapes are drawn first, on a graph whose placeholders come as they are needed: two passes over one list of choices.
  const choices: { readonly use: ReturnType<(typeof primitives)[number]['samples'][number]>; readonly which: number }[] = []
  for (let i = 0; i < length; i++) {
    const which = draw.int(0, allowed.length - 1)
    const primitive = allowed[which]
    const sample = primitive?.samples[draw.int(0, primitive.samples.length - 1)]
    if (sample) choices.push({ use: sample(draw), which })
  }
  const fresh: { readonly sample: OperandSample; readonly choice: number; readonly operand: number }[] = []
  const reuse = choices.map(({ use }, choice) =>
    use.operands.map((sample, operand) => {
      const pick = draw.int(0, 99)
      fresh.push({ sample, choice, operand })
      return pick
    }),
  )
  for (const { sample } of fresh) inputs.push(drawOperand(gen, sample))

  const program = trace((args) => {
    const made: AnyTensor[] = []
    const unused = new Set<AnyTensor>()
    let next = 0
    choices.forEach(({ use, which }, choice) => {
      const operands = use.operands.map((sample, operand) => {
        const own = args[next++] as AnyTensor
        const smooth = sample.dtype !== 'f32' || (!sample.kinks?.length && !sample.distinct)
        const pick = reuse[choice]?.[operand] ?? 0
        if (!smooth || pick < 15) return own
        const candidates = made.filter((x) => x.type.dtype === sample.dtype)
        const found = candidates[(candidates.length - 1 - (pick % Math.min(4, candidates.length))) % candidates.length]
        const taken = found && shaped(found, sample.shape)
        if (!found || !taken) return own
        if (sample.dtype !== 'f32' && sample.within) return own
        unused.delete(found)
        return sample.dtype === 'f32'
          ? sample.within
            ? into(taken, sample.within)
            : multiply(full(2, taken.type.shape, 'f32'), tanh(taken))
          : taken
      })
      const primitive = allowed[which]
      if (!primitive) return
      for (const result of applyAll(primitive, operands, use.params)) {
        made.push(result)
        unused.add(result)
      }
    })
    return [...unused]
  }, inputs)
  return { program, inputs }
}

/** A parameter as it is written. */
const written = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(written).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{ ${Object.entries(value)
          .map(([key, one]) => `${key}: ${written(one)}`)
          .join(', ')} }`
      : typeof value === 'string'
        ? `'${value === 'f32' ? 'f64' : value}'`
        : Object.is(value, -0)
          ? '-0'
          : String(value)

/** Applies a primitive by its name, as `textOf` writes it. */
export const use = (name: string, operands: readonly AnyTensor[], params: Params): readonly AnyTensor[] => {
  const primitive = primitives.find((one) => one.name === name)
  if (!primitive) throw new Error(`there is no primitive ${name}`)
  return applyAll(primitive, operands, params)
}

/** A program as a function of its inputs, with floats of 64 bits, which can be pasted: a line for each equation. */
export const textOf = ({ inputs, equations, outputs }: Program): string => {
  const names = new Map<Variable, string>()
  const nameOf = (variable: Variable): string => {
    const name = names.get(variable) ?? `v${names.size}`
    names.set(variable, name)
    return name
  }
  const args = inputs.map(nameOf).join(', ')
  const lines = equations.map(
    ({ primitive, operands, params, results }) =>
      `  const [${results.map(nameOf).join(', ')}] = use('${primitive.name}', [${operands.map(nameOf).join(', ')}], ${written(params)})\n`,
  )
  return `(${args}) => {\n${lines.join('')}  return [${outputs.map(nameOf).join(', ')}]\n}`
}
