import { contractions } from './uses/contractions.js'
import { control } from './uses/control.js'
import { creation } from './uses/creation.js'
import { elementwise } from './uses/elementwise.js'
import { fourier } from './uses/fourier.js'
import { layout } from './uses/layout.js'
import { linearAlgebra } from './uses/linear-algebra.js'
import { matrices } from './uses/matrices.js'
import type { Operation } from './uses/operation.js'
import { order } from './uses/order.js'
import { pieces } from './uses/pieces.js'
import { rearrangements } from './uses/rearrangements.js'
import { reductions } from './uses/reductions.js'
import { tallies } from './uses/tallies.js'
import { windows } from './uses/windows.js'

/** The one list of rules: a name for those that are drawn in one way. */
export const operations: Readonly<Record<string, Operation>> = {
  ...elementwise,
  ...reductions,
  ...layout,
  ...pieces,
  ...order,
  ...contractions,
  ...fourier,
  ...linearAlgebra,
  ...matrices,
  ...tallies,
  ...windows,
  ...rearrangements,
  ...creation,
  ...control,
}

/** Functions of the public face that are used in none of those ways, by the reason. */
export const withoutRule: Readonly<Record<string, readonly string[]>> = {
  'takes every shape and every dtype': ['astype', 'copy', 'onesLike', 'stopGradient', 'zerosLike'],
  'takes a key and a number': ['foldIn'],
  'gives functions: test/types/places.ts': ['at'],
  'is about functions of tensors: test/types/transforms.ts, test/transforms': [
    ...['checkpoint', 'customJvp', 'customVjp', 'fn', 'grad', 'hessian', 'jacfwd', 'jacrev', 'jit', 'jvp'],
    ...['linearize', 'linearTranspose', 'valueAndGrad', 'vjp', 'vmap'],
  ],
  'takes neither tensors nor sizes, or looks at tensors only': ['acquire', 'inspect', 'key', 'tune', 'tuning'],
  'is about values and memory, whatever the shapes': ['allClose', 'compute', 'fromTransferable', 'nextTask', 'scope', 'toTransferable'],
  'is the class of tensors': ['Tensor'],
  'is a part of rules, for those who write their own': [
    'convShape',
    'convTransposeShape',
    'countFault',
    'orThrow',
    'padWidths',
    'poolShape',
    'reshapeShape',
    'resizeShape',
    'show',
    'showWidths',
    'spread',
  ],
  'is an error': [
    'DTypeMismatch',
    'DeviceLost',
    'DeviceMismatch',
    'DeviceUnavailable',
    'DisposedTensor',
    'InvalidArgument',
    'KernelRejected',
    'KeyReused',
    'NotFinite',
    'OutOfDeviceMemory',
    'ShapeMismatch',
    'TracedTensor',
    'TypegradError',
  ],
}
