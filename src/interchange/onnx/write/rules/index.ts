import { contractions } from './contractions.js'
import { control } from './control.js'
import { convolution } from './convolution.js'
import { elementwise } from './elementwise.js'
import { indexing } from './indexing.js'
import { movement } from './movement.js'
import { order } from './order.js'
import { reductions } from './reductions.js'
import type { Rules } from './rule.js'
import { windows } from './windows.js'
import { words } from './words.js'

/** Every primitive that is written by operators; others are expanded into these, or are made of basic functions of scalars. */
export const rules: Rules = {
  ...elementwise,
  ...words,
  ...reductions,
  ...movement,
  ...contractions,
  ...convolution,
  ...windows,
  ...indexing,
  ...order,
  ...control,
}
