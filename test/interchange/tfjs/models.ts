/** Small models, written by hand. */

const type = (name: string) => ({ type: name })

export const placeholder = (name: string, shape: readonly number[], dtype = 'DT_FLOAT') => ({
  name,
  op: 'Placeholder',
  attr: { dtype: type(dtype), shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } } },
})

export const constant = (name: string, dtype = 'DT_FLOAT') => ({ name, op: 'Const', attr: { dtype: type(dtype) } })

export const node = (name: string, op: string, input: readonly string[], attr: object = {}) => ({ name, op, input, attr })

export interface Weight {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  readonly quantization?: object
}

export const weight = (name: string, shape: readonly number[], dtype = 'float32'): Weight => ({ name, shape, dtype })

export const manifest = (...weights: readonly Weight[]) => [{ paths: ['shard'], weights }]

export const graph = (nodes: readonly object[], ...weights: readonly Weight[]) => ({
  format: 'graph-model',
  generatedBy: 'tests',
  modelTopology: { node: nodes },
  weightsManifest: manifest(...weights),
})

export const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)

/** `relu(x w + b)`; nodes stand in no order. */
export const dense = () => ({
  ...graph(
    [
      node('y', 'Relu', ['added']),
      node('added', 'BiasAdd', ['product', 'b', '^x']),
      node('product', 'MatMul', ['x', 'w:0'], { transpose_a: { b: false }, transpose_b: { b: true } }),
      placeholder('x', [-1, 3]),
      constant('w'),
      constant('b'),
    ],
    weight('w', [2, 3]),
    weight('b', [2]),
  ),
  signature: { outputs: { 'y:0': { name: 'y:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '-1' }, { size: '2' }] } } } },
})

export const denseBytes = floats(1, 2, 3, -1, 0, 1, 0.5, -0.5)

export const layer = (kind: string, name: string, config: object = {}, inbound?: unknown) => ({
  class_name: kind,
  name,
  config: { name, ...config },
  ...(inbound === undefined ? {} : { inbound_nodes: inbound }),
})

export const layers = (config: object, kind = 'Functional', ...weights: readonly Weight[]) => ({
  format: 'layers-model',
  modelTopology: { model_config: { class_name: kind, config } },
  weightsManifest: manifest(...weights),
})
