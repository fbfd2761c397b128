import fc from 'fast-check'
import { convolutionUses, poolingUses } from '../../support/windows.js'
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

export const windows: Readonly<Record<string, Operation>> = {
  conv: convolution('conv', 'kernel'),
  convTranspose: convolution('convTranspose', 'transposed'),
  maxPool: pooling('maxPool'),
  avgPool: pooling('avgPool', true),
}
