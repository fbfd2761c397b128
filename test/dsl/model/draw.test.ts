import { describe, expect, it } from 'vitest'
import {
  concatOf,
  dense,
  draw,
  fanOut,
  identity,
  named,
  parallel,
  productOf,
  relu,
  residual,
  sequential,
  serial,
  shared,
  sumOf,
} from '../../../dsl/index.js'

/** How often each mark stands in the picture of a model. */
const counted = (picture: string) => ({
  boxes: (picture.match(/<rect /g)?.length ?? 1) - 1, // the first is the paper
  signs: [...picture.matchAll(/<ellipse [^>]*\/><text [^>]*>([^<]*)/g)].map(([, sign]) => sign),
  ends: picture.match(/<circle /g)?.length ?? 0,
  wires: picture.match(/<path d="M\S* \S+C/g)?.length ?? 0,
})

describe('the picture of a model', () => {
  it('has a box for each layer, also within layers made of layers', () => {
    const { boxes, signs, ends } = counted(draw(sequential([4], serial(dense(3), relu), dense(2))))
    expect({ boxes, signs, ends }).toEqual({ boxes: 3, signs: [], ends: 2 })
  })

  it('has a sign where branches meet, and a wire for what goes past', () => {
    const gated = productOf(dense(4), identity)
    const { boxes, signs, wires } = counted(
      draw(sequential([4], residual(dense(4)), gated, sumOf(dense(4), dense(4)), concatOf(identity, dense(2)))),
    )
    expect({ boxes, signs }).toEqual({ boxes: 5, signs: ['+', '×', '+', 'concat'] })
    expect(wires).toBe(16) // two apart and two together, four times
  })

  it('has an end for each input and output, and says what is shared', () => {
    const twice = shared(dense(3), [4], (encode) => parallel(encode, serial(encode, relu)))
    const picture = draw(sequential([[4], [4]], twice, fanOut(sumOf(identity, identity), concatOf(identity, identity))))
    const { boxes, signs, ends } = counted(picture)
    expect({ boxes, signs, ends }).toEqual({ boxes: 3, signs: ['+', 'concat'], ends: 4 })
    expect(picture.match(/shared, 15/g)).toHaveLength(2)
  })

  it('shows what has a name as one box', () => {
    const picture = draw(sequential([4], named('block <1>', residual(serial(dense(8), relu, dense(4))))))
    expect(counted(picture).boxes).toBe(1)
    expect(picture).toContain('block &lt;1>')
    expect(picture).not.toContain('NaN')
  })
})
