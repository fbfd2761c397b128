import { instantiations } from '../../bench/types/instantiations.js'
import { given } from '../../bench/types/operations.js'
import { test } from 'vitest'
test('x', () => {
  const base = instantiations(given)
  for (const e of ['roll(image, -1, 1)','gather(x, i, 1)','split(x, 4, 1)','flip(image, [1, 2])','scatterAdd(x, i, zeros([32, 4]), 1)','concat([m, m, m])','stack([m, m, m])','where(b, m, 0)','add(m, 1)','softmax(x)','sum(image, { axis: [1, 2], keepDims: true })'])
    console.log(e, instantiations(`${given}${e}\n`) - base)
}, 100000)
