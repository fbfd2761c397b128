import fc from 'fast-check'
import { rarely, related, tensor, tensors } from './draw.js'
import { type Fault, type Operation, operation } from './operation.js'

const size = fc.constantFrom(0, 1, 2, 2, 3, 3, 4)
const batch = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 })

/** Most often of square matrices. */
const square = fc
  .tuple(batch, size, size, fc.nat({ max: 5 }))
  .map(([front, n, m, odd]) => (odd === 0 ? [...front, n, m] : odd === 1 ? front : [...front, n, n]))
const matrix = fc.tuple(batch, size, size, rarely(4)).map(([front, n, m, odd]) => (odd ? front : [...front, n, m]))

const dtypes = ['f32', 'f32', 'f64', 'i32'] as const

const ofOne: readonly Fault[] = [[/./, 'x']]

const ofTwo: readonly Fault[] = [
  [/is not f32 or f64|is not square|fewer than 2 axes|are empty/, 'a'],
  [/./, 'b'],
]

/** A matrix and a right side that most often goes with it. */
const equations = (of: fc.Arbitrary<readonly number[]>) =>
  fc
    .tuple(of, related, size, fc.constantFrom('vector', 'matrix', 'matrix', 'matrix', 'any'))
    .chain(([a, [other, another], k, kind]) => {
      const rows = a.at(-2) ?? 2
      const b = kind === 'vector' ? [rows] : kind === 'any' ? other : [...another.slice(0, 1), rows, k]
      return tensors([a, b], ...dtypes)
    })
    .map(([a, b]) => ({ a, b }))

export const linearAlgebra: Readonly<Record<string, Operation>> = {
  squares: operation(['inverse', 'det', 'logdet', 'cholesky', 'eigh', 'expm'], () => tensor(square, ...dtypes).map((x) => ({ x })), ofOne),
  matrixPower: operation(['matrixPower'], () => fc.record({ x: tensor(square, ...dtypes), n: fc.integer({ min: -2, max: 4 }) }), ofOne),
  decompositions: operation(['qr', 'svd'], () => tensor(matrix, ...dtypes).map((x) => ({ x })), ofOne),
  solve: operation(['solve'], () => equations(square), ofTwo),
  triangularSolve: operation(
    ['triangularSolve'],
    () =>
      fc
        .tuple(equations(square), fc.constantFrom(undefined, { lower: true }, { lower: false, unitDiagonal: true }))
        .map(([both, options]) => ({ ...both, options })),
    ofTwo,
  ),
  lstsq: operation(['lstsq'], () => equations(matrix), ofTwo),
}
