import { colour, type Drawing, element, grey, label } from '../kit/svg.js'
import { forwardOf, formula, type Printed, valuesOf } from './program.js'

const [box, high, wide, down] = [112, 42, 140, 62] as const

interface Node {
  readonly name: string
  readonly said: string
  readonly value: number
  readonly operands: readonly string[]
  readonly backward: boolean
}

/** How far each node is from where its pass begins; what begins one stands just before what uses it first. */
const columnsOf = (nodes: readonly Node[]): ReadonlyMap<string, number> => {
  const columns = new Map<string, number>()
  for (const { name, operands } of nodes) columns.set(name, 1 + Math.max(-1, ...operands.map((operand) => columns.get(operand) ?? -1)))
  for (const { name } of nodes.filter(({ operands }) => operands.every((operand) => !nodes.some((node) => node.name === operand)))) {
    const uses = nodes.filter(({ operands }) => operands.includes(name)).map((node) => columns.get(node.name) ?? 1)
    columns.set(name, Math.min(...uses, Number.MAX_SAFE_INTEGER) - 1)
  }
  return columns
}

/** Nodes of a pass, row by row in each column: as high as the highest that they are made of, where there is room; first those that go on. */
const rowsOf = (nodes: readonly Node[], column: (node: Node) => number, isForward: boolean): ReadonlyMap<string, number> => {
  const rows = new Map<string, number>()
  const used = (name: string): boolean => nodes.some(({ operands }) => operands.includes(name))
  const order = nodes.toSorted(
    (a, b) =>
      (isForward ? column(a) - column(b) : column(b) - column(a)) ||
      Number(used(b.name)) - Number(used(a.name)) ||
      Math.min(1, b.operands.length) - Math.min(1, a.operands.length),
  )
  for (const node of order) {
    const taken = nodes.filter((other) => column(other) === column(node)).map(({ name }) => rows.get(name))
    let row = Math.min(...node.operands.flatMap((operand) => rows.get(operand) ?? []), nodes.length)
    if (row === nodes.length) row = 0
    while (taken.includes(row)) row++
    rows.set(node.name, row)
  }
  return rows
}

/**
 * A program that gives a loss and its gradient, as it runs: above the forward pass, from left to right, below it the backward pass, from right to left. What the
 * backward pass takes from the forward pass is marked.
 *
 * @param names What the inputs, and the outputs after the first, are called.
 */
export const passes = (program: Printed, given: readonly number[], names: { readonly inputs: readonly string[]; readonly gradients: readonly string[] }): Drawing => {
  const values = valuesOf(program, given)
  const forward = forwardOf(program)
  const called = new Map(program.inputs.map((name, i) => [name, names.inputs[i] ?? name]))
  const all: readonly Node[] = [
    ...program.inputs.map((name) => ({ name, said: called.get(name) ?? name, operands: [] as readonly string[] })),
    ...program.steps.map((step) => ({
      name: step.name,
      said: step.literal === undefined ? `${step.name} = ${formula({ ...step, operands: step.operands.map((one) => called.get(one) ?? one) })}` : step.name,
      operands: step.operands,
    })),
  ].map((node) => ({ ...node, value: values.get(node.name) ?? Number.NaN, backward: !forward.has(node.name) }))
  const ahead = all.filter(({ backward }) => !backward)
  const back = all.filter(({ backward }) => backward)
  const reused = new Set(back.flatMap(({ operands }) => operands).filter((name) => forward.has(name)))

  const [onward, returning] = [columnsOf(ahead), columnsOf(back)]
  const last = Math.max(...onward.values(), ...returning.values())
  const column = ({ name, backward }: Node): number => (backward ? last - (returning.get(name) ?? 0) : (onward.get(name) ?? 0))
  const [above, under] = [rowsOf(ahead, column, true), rowsOf(back, column, false)]
  const between = 24 + (1 + Math.max(...above.values())) * down + 64
  const places = new Map(
    all.map((node) => {
      const y = node.backward ? between + (under.get(node.name) ?? 0) * down : 24 + (above.get(node.name) ?? 0) * down
      return [node.name, { x: column(node) * wide + 2, y }] as const
    }),
  )
  const at = (name: string) => places.get(name) ?? { x: 0, y: 0 }
  const colourOf = ({ backward, name }: Node): string => (backward ? colour(1) : reused.has(name) ? colour(4) : colour(0))

  const edges = all.flatMap((node) =>
    [...new Set(node.operands)].map((operand) => {
      const [from, to] = [at(operand), at(node.name)]
      if (node.backward && forward.has(operand)) {
        const [x1, y1, x2, y2] = [from.x + box / 2, from.y + high, to.x + box / 2, to.y]
        const path = `M${x1} ${y1}C${x1} ${y1 + 50} ${x2} ${y2 - 60} ${x2} ${y2}`
        return element('path', { d: path, fill: 'none', stroke: colour(4), 'stroke-dasharray': '5 4', 'stroke-width': 1.3 })
      }
      const [x1, x2] = node.backward ? [from.x, to.x + box] : [from.x + box, to.x]
      const [y1, y2, bend] = [from.y + high / 2, to.y + high / 2, (x2 - x1) / 2]
      return element('path', { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, fill: 'none', stroke: grey, 'stroke-width': 1.5 })
    }),
  )
  const gradients = new Map(program.outputs.slice(1).map((name, i) => [name, names.gradients[i] ?? name]))
  const boxes = all.flatMap((node) => {
    const [{ x, y }, stroke] = [at(node.name), colourOf(node)]
    const tag = node.name === program.outputs[0] ? 'loss' : gradients.get(node.name)
    return [
      element('rect', { x, y, width: box, height: high, rx: 7, fill: stroke, 'fill-opacity': 0.13, stroke, 'stroke-width': reused.has(node.name) ? 2.5 : 1.2 }),
      label(x + box / 2, y + 17, node.said, { 'text-anchor': 'middle' }),
      label(x + box / 2, y + 34, Number(node.value.toFixed(4)).toString(), { 'text-anchor': 'middle', 'font-weight': 'bold' }),
      ...(tag ? [label(x + box / 2, y + high + 14, tag, { 'text-anchor': 'middle', fill: stroke, 'font-weight': 'bold' })] : []),
    ]
  })
  const height = between + (1 + Math.max(...under.values())) * down
  const words = [
    label(2, 14, 'forward, left to right', { fill: colour(0) }),
    label(200, 14, 'used again on the way back', { fill: colour(4) }),
    label(2, between - 12, 'backward, right to left', { fill: colour(1) }),
  ]
  return { width: (last + 1) * wide - (wide - box) + 4, height, body: [...edges, ...boxes, ...words].join('') }
}
