/** A line of a printed program: `e f32[] = tanh(d)`. */
export interface Step {
  readonly name: string
  readonly operation: string
  readonly operands: readonly string[]
  /** Of a number in the program. */
  readonly literal?: number
}

/** A printed program of numbers: what it takes, does and returns. */
export interface Printed {
  readonly inputs: readonly string[]
  readonly steps: readonly Step[]
  readonly outputs: readonly string[]
}

const namesIn = (text: string | undefined): readonly string[] => (text ? text.split(', ') : [])

/** Reads what `inspect(f)(x).program` says. */
export const read = (text: string): Printed => ({
  inputs: namesIn(/^program\((.*)\) \{/.exec(text)?.[1]).map((input) => input.split(' ')[0] ?? ''),
  steps: [...text.matchAll(/^ {2}(\w+) \S+ = (\w+)\((.*?)\)(?: \{value: (\S+),.*\})?$/gm)].map(
    ([, name = '', operation = '', operands, value]) => ({
      name,
      operation,
      operands: namesIn(operands),
      ...(value !== undefined && { literal: Number(value) }),
    }),
  ),
  outputs: namesIn(/^ {2}return (.*)$/m.exec(text)?.[1]),
})

/** What the operations do, and how they are written. */
const operations: Readonly<Record<string, { readonly value: (x: number, y: number) => number; readonly said: (x: string, y: string) => string }>> = {
  multiply: { value: (x, y) => x * y, said: (x, y) => `${x} · ${y}` },
  add: { value: (x, y) => x + y, said: (x, y) => `${x} + ${y}` },
  subtract: { value: (x, y) => x - y, said: (x, y) => `${x} - ${y}` },
  negate: { value: (x) => -x, said: (x) => `-${x}` },
  tanh: { value: Math.tanh, said: (x) => `tanh ${x}` },
}

const operationOf = ({ operation }: Step) => {
  const found = operations[operation]
  if (!found) throw new Error(`the picture knows no '${operation}'; it knows ${Object.keys(operations).join(', ')}`)
  return found
}

/** A step as a formula. */
export const formula = (step: Step): string => {
  const [x = '', y = ''] = step.operands
  return step.literal === undefined ? operationOf(step).said(x, y) : String(step.literal)
}

/** The number of each input and step. */
export const valuesOf = ({ inputs, steps }: Printed, given: readonly number[]): ReadonlyMap<string, number> => {
  const values = new Map(inputs.map((name, i) => [name, given[i] ?? Number.NaN]))
  const at = (name: string | undefined): number => values.get(name ?? '') ?? Number.NaN
  for (const step of steps) {
    const [x, y] = step.operands
    values.set(step.name, step.literal ?? operationOf(step).value(at(x), at(y)))
  }
  return values
}

/** The names of all that the first output is made of: the forward pass. The rest is the backward pass. */
export const forwardOf = ({ inputs, steps, outputs }: Printed): ReadonlySet<string> => {
  const kept = new Set(outputs.slice(0, 1))
  for (const { name, operands } of [...steps].reverse()) if (kept.has(name)) for (const operand of operands) kept.add(operand)
  for (const name of inputs) kept.add(name)
  return kept
}
