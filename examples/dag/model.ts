import { add, astype, greater, jit, type Key, mul, prod, split, square, sub, sum, type Tensor, uniform } from 'typegrad'
import {
  concatOf,
  dense,
  fanOut,
  identity,
  meanSquaredError,
  named,
  parallel,
  relu,
  sequential,
  serial,
  shared,
  sigmoidBinaryCrossEntropy,
  sumOf,
} from 'typegrad/dsl'

const encoder = named('encoder', serial(dense(32), relu, dense(32), relu))

/** Both points go through one encoder; what it makes of them is joined, goes through a block with a skip, and on to two heads. */
export const model = sequential(
  [[2], [2]],
  shared(encoder, [2], (encode) => parallel(encode, encode)),
  concatOf(identity, identity),
  sumOf(identity, serial(dense(64), relu)),
  fanOut(dense(1), serial(dense(32), relu, dense(1))),
)

/** The same with an encoder for each point: what is shared in the other, apart. */
export const untied = sequential(
  [[2], [2]],
  parallel(encoder, encoder),
  concatOf(identity, identity),
  sumOf(identity, serial(dense(64), relu)),
  fanOut(dense(1), serial(dense(32), relu, dense(1))),
)

/** What each head should give: whether the points are of a kind, and how far they are apart, squared. */
interface Targets {
  readonly same: Tensor<[number, 1]>
  readonly distance: Tensor<[number, 1]>
}

/** Two losses, added up. */
export const loss = ([same, distance]: readonly [Tensor<[number, 1]>, Tensor<[number, 1]>], y: Targets) =>
  add(sigmoidBinaryCrossEntropy(same, y.same), meanSquaredError(distance, y.distance))

/** A number for each point: the product of its two. */
const product = (points: Tensor<[number, 2]>) => prod(points, { axis: 1, keepDims: true })

/** Pairs of points of the square from -1 to 1, drawn anew. Points are of a kind if `x y` has the same sign. */
export const pairs = (count: number) =>
  jit((from: Key) => {
    const [one, other] = split(from)
    const a = uniform(one, [count, 2], { min: -1, max: 1 })
    const b = uniform(other, [count, 2], { min: -1, max: 1 })
    const same = astype(greater(mul(product(a), product(b)), 0), 'f32')
    return { x: [a, b] as const, y: { same, distance: sum(square(sub(a, b)), { axis: 1, keepDims: true }) } }
  })
