import fc from 'fast-check'
import { convolutionUses, gridUses, poolingUses, resizeUses } from '../../support/windows.js'
import { tensors } from './draw.js'
import { dtypeFaults, type Fault, type Operation, operation } from './operation.js'
import type { Value } from './use.js'

/** Settings of which those that are the default are left out. */
const named = (settings: Readonly<Record<string, Value>>): Value => {
  const kept = Object.entries(settings).filter(([, value]) => value !== 1 && value !== 'valid' && value !== false && value !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

const slides: readonly Fault[] = [
  ...dtypeFaults,
  [/: the input needs|is empty along/, 'x'],
  [/: the (kernel|input)|: kernel/, 'kernel'],
  [/: window/, 'window'],
  [/: (-?[\d.]+ )?groups/, 'options.groups'],
  [/: outputPadding/, 'options.outputPadding'],
  [/: stride/, 'options.stride'],
  [/: padding/, 'options.padding'],
  [/: dilation/, 'options.dilation'],
]

const convolution = (name: string, kernelOf: 'kernel' | 'transposed'): Operation =>
  operation(
    [name],
    () =>
      convolutionUses.chain(({ x, settings, outputPadding, ...kernels }) =>
        tensors([x, kernels[kernelOf]], 'f32', 'f32', 'f32', 'f32', 'f32', 'f64', 'i32').map(([of, kernel]) => ({
          x: of,
          kernel,
          options: named({ ...settings, outputPadding: kernelOf === 'transposed' && outputPadding !== 0 ? outputPadding : undefined }),
        })),
      ),
    slides,
  )

const pooling = (name: string, counted = false): Operation =>
  operation(
    [name],
    () =>
      fc.tuple(poolingUses, fc.boolean(), counted ? fc.constantFrom(undefined, true, false) : fc.constant(undefined)).chain(
        ([
          {
            x,
            window,
            settings: { stride, padding, ceilMode },
          },
          own,
          countPadding,
        ]) =>
          tensors([x], 'f32', 'f32', 'f32', 'f32', 'f32', 'f64', 'i32').map(([of]) => ({
            x: of,
            window,
            options: named({ ...(own ? {} : { stride }), padding, ceilMode, countPadding }),
          })),
      ),
    slides,
  )

const resizing = (name: string, method = false): Operation =>
  operation(
    [name],
    () =>
      fc
        .tuple(resizeUses, fc.constantFrom<Value>(undefined, { method: 'nearest' }, { method: 'linear' }))
        .chain(([{ x, sizes }, options]) =>
          tensors([x], 'f32', 'f32', 'f32', 'f32', 'f32', 'f64', 'i32').map(([of]) => ({
            x: of,
            sizes: typeof sizes === 'number' ? sizes : [...sizes],
            options: method ? options : undefined,
          })),
        ),
    [...dtypeFaults, [/: the input needs|is empty along/, 'x'], [/: sizes/, 'sizes']],
  )

export const windows: Readonly<Record<string, Operation>> = {
  conv: convolution('conv', 'kernel'),
  convTranspose: convolution('convTranspose', 'transposed'),
  maxPool: pooling('maxPool'),
  avgPool: pooling('avgPool', true),
  adaptiveAvgPool: resizing('adaptiveAvgPool'),
  adaptiveMaxPool: resizing('adaptiveMaxPool'),
  interpolate: resizing('interpolate', true),
  gridSample: operation(
    ['gridSample'],
    () =>
      fc.tuple(gridUses, fc.constantFrom<Value>(undefined, { padding: 'zeros' }, { padding: 'border' })).chain(([uses, options]) =>
        tensors([uses.image, uses.grid], 'f32', 'f32', 'f32', 'f32', 'f32', 'f64', 'i32').map(([image, grid]) => ({
          image,
          grid,
          options,
        })),
      ),
    [...dtypeFaults, [/the image needs|is empty along/, 'image'], [/the grid/, 'grid']],
  ),
}
