import { foldIn, jit, type Key } from 'typegrad'
import { looks, rowsOf } from '../rbm/look.js'
import { gibbs, hiddenGiven, type Machine, type Units, visibleGiven } from '../rbm/machine.js'

/**
 * What a deep belief network dreams: Gibbs sampling in the machine on top, and from there down to pixels, each layer given the one above. The chains begin at
 * pictures; the first moment of all is before the next.
 */
export const dreamsOf = async (
  [first, second, top]: readonly [Machine, Machine, Machine],
  pictures: Units,
  key: Key,
): Promise<readonly Float32Array[]> => {
  const up = jit((one: Machine, two: Machine, v: Units) => hiddenGiven(two, hiddenGiven(one, v)))
  const down = jit((one: Machine, two: Machine, h: Units) => visibleGiven(one, visibleGiven(two, h)))
  const seen: Float32Array[] = []
  let states = up(first, second, pictures)
  for (const [i, steps] of looks.entries()) {
    const dreamt = jit((one: Machine, from: Units, now: Key) => gibbs(one, from, now, steps))(top, states, foldIn(key, i))
    states = dreamt.states
    seen.push(...rowsOf(await down(first, second, dreamt.means).data(), 784))
  }
  return seen
}
