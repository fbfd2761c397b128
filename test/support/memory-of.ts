import type { AnyTensor } from '../../src/tensor/tensor.js'

/** What a tensor's memory is known by: to the driver, or its place in the one memory. */
export const memoryOf = ({ source }: AnyTensor): unknown => {
  const storage =
    source.kind === 'value'
      ? (source.storage as { readonly buffer?: { readonly gpu?: unknown; readonly address?: number } } | undefined)
      : undefined
  return storage?.buffer?.gpu ?? storage?.buffer?.address ?? `${source.kind}, not on the device`
}
