import fc from 'fast-check'
import { axis, maybe, options, rarely, related, tensor, tensors } from './draw.js'
import { type Fault, type Operation, operation } from './operation.js'
import type { Value } from './use.js'

const shape = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5), { minLength: 0, maxLength: 3 })
const plane = fc.array(fc.constantFrom(0, 1, 2, 3, 4), { minLength: 1, maxLength: 4 })

/** Two tensors, most often of one shape and dtype. */
const pair = (of: fc.Arbitrary<readonly number[]>): fc.Arbitrary<Value> =>
  fc
    .tuple(of, related, rarely(6))
    .chain(([one, others, odd]) => tensors(odd ? others : [one, one], 'f32', 'f32', 'f64', 'i32'))
    .map((both) => [...both])

const real = (of: fc.Arbitrary<readonly number[]>) => tensor(of, 'f32', 'f32', 'f64', 'i32')

/** With fewer sizes, so that the length of the signal fits often enough. */
const halves = (minLength: number) => fc.array(fc.constantFrom(0, 1, 2, 2, 3, 3, 3), { minLength, maxLength: 4 })
const length = fc.constantFrom(1, 2, 3, 4, 4, 5, 5)

const ofPairs: readonly Fault[] = [
  [/is not f32 or f64/, 'x.0'],
  [/differ; convert|the real part is/, 'x.1'],
  [/out of range for \[\]/, ['x.0', 'x']],
  [/out of range/, ['options.axis', 'x.0']],
  [/a signal of length \d+ has/, 'options.n'],
  [/./, 'x.0'],
]

const ofReals: readonly Fault[] = [
  [/out of range for \[\]/, 'x'],
  [/out of range/, ['options.axis', 'x']],
  [/./, 'x'],
]

export const fourier: Readonly<Record<string, Operation>> = {
  transforms: operation(['fft', 'ifft'], () => fc.record({ x: pair(shape), options: options({ axis: maybe(axis) }) }), ofPairs),
  planeTransforms: operation(['fft2', 'ifft2'], () => fc.record({ x: pair(plane) }), ofPairs),
  realTransform: operation(['rfft'], () => fc.record({ x: real(shape), options: options({ axis: maybe(axis) }) }), ofReals),
  realPlane: operation(['rfft2'], () => fc.record({ x: real(plane) }), ofReals),
  realInverse: operation(
    ['irfft'],
    () => fc.record({ x: pair(halves(0)), options: options({ axis: maybe(fc.integer({ min: -2, max: 1 })), n: maybe(length) }) }),
    ofPairs,
  ),
  realPlaneInverse: operation(['irfft2'], () => fc.record({ x: pair(halves(1)), options: options({ n: maybe(length) }) }), ofPairs),
}
