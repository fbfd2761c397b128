import { check } from '../../src/index.js'
import { demandLayers } from '../check.js'
import type { Layer, LayerType } from '../layer.js'

/**
 * The layer under another name, which `summary` shows; nothing else changes.
 *
 * @example
 * ```ts
 * const stage = named('conv2_x', serial(conv2d(64, 3), relu, conv2d(64, 3), relu))
 * ```
 *
 * @category Models
 */
export const named = <F extends LayerType>(name: string, layer: Layer<F>): Layer<F> => {
  if (typeof name !== 'string') check.refuse('named', 'the name', 'a text', name)
  demandLayers('named', 'layer', [layer])
  return { ...layer, name, parts: undefined }
}
