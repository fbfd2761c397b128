import fc from 'fast-check'
import type { EinopsOp } from '../../../src/shape/einops-pattern.js'
import { einopsUses } from '../../support/patterns.js'
import { tensor } from './draw.js'
import { dtypeFaults, type Operation, operation } from './operation.js'
import type { Value } from './use.js'

const einops = (op: EinopsOp, how: fc.Arbitrary<Value>): Operation =>
  operation(
    [op],
    () =>
      fc
        .tuple(einopsUses(op), how)
        .chain(([{ pattern, shape, sizes }, how]) =>
          tensor(fc.constant(shape)).map((x) => ({ x, pattern, how, sizes: Object.keys(sizes).length === 0 ? undefined : sizes })),
        ),
    [...dtypeFaults, [/does not fit|is empty along/, 'x'], [/: sizes/, 'sizes'], [/./, 'pattern']],
  )

export const rearrangements: Readonly<Record<string, Operation>> = {
  rearrange: einops('rearrange', fc.constant(undefined)),
  reduce: einops('reduce', fc.constantFrom('sum', 'mean', 'max', 'min', 'prod')),
  repeat: einops('repeat', fc.constant(undefined)),
}
