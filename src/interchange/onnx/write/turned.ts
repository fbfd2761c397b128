import { type Constant, type Graph, type Node, namesRead, renamed } from './graph.js'

/**
 * The graph with tensors of the file that are read transposed alone, all in one way, stored so: kernels of convolutions lie as ONNX has them, since engines look
 * for them in the file.
 */
export const turned = (graph: Graph): Graph => {
  const turns = new Map<string, readonly Node[]>()
  for (const node of graph.nodes) {
    const [name = ''] = node.inputs
    if (node.op === 'Transpose') turns.set(name, [...(turns.get(name) ?? []), node])
  }
  const reads = new Map<string, number>()
  for (const name of namesRead(graph)) reads.set(name, (reads.get(name) ?? 0) + 1)
  const results = new Set<string | undefined>(graph.outputs.map(({ name }) => name)) // a result is made by a node, by its own name
  const found = graph.constants.flatMap((constant) => {
    const [node, ...others] = turns.get(constant.name) ?? []
    return node && others.length === 0 && reads.get(constant.name) === 1 && !results.has(node.outputs[0]) ? [{ constant, node }] : []
  })
  if (found.length === 0) return graph
  const stored = new Map(found.map(({ constant, node }) => [constant.name, node.attributes.perm as readonly number[]])) // a transpose has one
  const names = new Map(found.map(({ constant, node }) => [node.outputs[0], constant.name]))
  const gone = new Set(found.map(({ node }) => node))
  const rest = { ...graph, nodes: graph.nodes.filter((node) => !gone.has(node)) }
  return {
    ...renamed(rest, (name) => names.get(name) ?? name),
    constants: graph.constants.map((constant) => {
      const order = stored.get(constant.name)
      return order ? inOrder(constant, order) : constant
    }),
  }
}

/** The tensor with its axes in another order: axis `i` of the result is axis `order[i]`. */
const inOrder = ({ name, element, shape, data }: Constant, order: readonly number[]): Constant => {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, n) => all * n, 1))
  const sizes = order.map((axis) => shape[axis] ?? 1)
  const steps = order.map((axis) => strides[axis] ?? 1)
  const made =
    element === 'f64'
      ? new Float64Array(data.length)
      : element === 'f32' || element === 'f16'
        ? new Float32Array(data.length)
        : new Array<number>(data.length)
  const index = sizes.map(() => 0)
  let from = 0
  for (let i = 0; i < data.length; i++) {
    made[i] = data[from] ?? 0
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const [step, size, at] = [steps[axis] ?? 0, sizes[axis] ?? 1, (index[axis] ?? 0) + 1]
      from += step
      index[axis] = at
      if (at < size) break
      from -= step * size
      index[axis] = 0
    }
  }
  return { name, element, shape: sizes, data: made }
}
