import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import { basic } from '../basic.js'
import type { Whole, WholeSite, Workgroup } from '../lowering.js'
import type { Scalar, Scalars } from '../scalar.js'
import { apply, comment, constant, type Expression, named, type Statement, sum } from '../statements.js'
import { type AttentionKernel, extentsOf, tilingOf } from './fits.js'
import {
  barrier,
  f32,
  lanes,
  type Memory,
  metTile,
  ownTile,
  type Seeing,
  set,
  strideOf,
  Tiles,
  type Tiling,
  variable,
  zero,
} from './tiles.js'

/*
 * Attention as Dao, Fu, Ermon, Rudra and Ré make it (FlashAttention, 2022): no score is ever in memory. A softmax of keys that come tile by tile keeps the largest
 * score so far and the sum of exponentials less that; where a larger one comes, what was gathered shrinks. The way back makes weights anew.
 */

/** What kernels are given of elsewhere. */
export interface Functions {
  readonly exp: (scalars: Scalars, x: Scalar) => Scalar
  readonly log: (scalars: Scalars, x: Scalar) => Scalar
  /** Of a score that is not seen. */
  readonly unseen: number
}

/** What a kernel is built of. */
interface Parts extends Functions {
  readonly tiles: Tiles
  readonly scalars: Scalars
  readonly seeing: Seeing
}

/** What a kernel does, and the memory of a workgroup that it needs beside that of tiles it meets. */
interface Made {
  readonly body: readonly Statement[]
  readonly held: readonly Memory[]
  readonly weights: readonly Memory[]
}

const lowest = constant('f32', -3.4028234663852886e38)

/** What a tile that is met holds, one after the other. */
const met = (width: number): Memory => ({ name: 'met', width })

/** The keys behind the last that a row of the tile sees. */
const lastSeen = ({ tiles, seeing: { period } }: Parts): Expression => {
  const { keys } = tiles.extents
  return period === 0
    ? constant('u32', keys)
    : apply('u32', basic.min, constant('u32', keys), lastPlace('own_first', period, ownTile(tiles.tiling)))
}

/** The place behind the last of so many rows; where places begin again in between, it is that of the last there is. */
const lastPlace = (first: string, period: number, count: number): Expression => {
  const place: Expression = { kind: 'remainder', type: 'u32', of: named(first), by: period }
  return apply('u32', basic.min, sum([place], count), constant('u32', period))
}

/** What rows gather, and the logarithms of the sums of their weights. */
const gathered = (parts: Parts): Made => {
  const { tiles, scalars: s, exp, log, unseen } = parts
  const { features, size } = tiles.extents
  const [query, key, value] = [0, 1, 2] as const
  const [values, logSums] = [0, 1] as const
  const queries: Memory = { name: 'queries', width: features }
  const weights: Memory = { name: 'weights', width: metTile(tiles.tiling) }
  const largest = (i: number): Expression => tiles.eachMet((j) => f32(`score${i}_${j}`)).reduce((a, b) => apply('f32', basic.max, a, b))
  const sumOf = (i: number): Expression => tiles.eachMet((j) => f32(`part${i}_${j}`)).reduce((a, b) => apply('f32', basic.add, a, b))
  const fall = [
    ...tiles.named(
      'let',
      tiles.eachOwn((i) => [[`fall${i}`, exp(s, s.subtract(tiles.held(`top${i}_all`), tiles.held(`top${i}`)))] as const]),
    ),
    ...tiles.eachOwn((i) => set(`top${i}_all`, f32(`top${i}`))),
  ]
  const body = [
    comment(
      'memory: queries of its rows; met, the keys and then the values of a tile; weights, of each with each; lanes, what threads of a row tell each other',
    ),
    ...tiles.fill(queries, query, 'own'),
    comment('the largest score so far, the sum of exponentials less it, and what is gathered with them as weights'),
    ...tiles.eachOwn((i) => [variable(`top${i}`, lowest), variable(`total${i}`, zero)]),
    ...tiles.declare('sum', size),
    ...(tiles.isLong ? tiles.eachOwn((i) => variable(`top${i}_all`, lowest)) : []),
    ...tiles.meeting(
      lastSeen(parts),
      (i) => [`total${i}`, ...tiles.sumsOf('sum', size, i)],
      [
        comment('keys'),
        ...tiles.fill(met(features), key, 'met'),
        barrier,
        ...tiles.products('score', queries, met(features)),
        ...tiles.named(
          'set',
          tiles.eachScore((i, j) => {
            const score = tiles.ifSeen(i, j, tiles.scaled(`score${i}_${j}`), unseen)
            return [[`score${i}_${j}`, tiles.ifThere(j, score, -Infinity)] as const]
          }),
        ),
        ...tiles.tell(largest),
        barrier,
        comment('values, in the place of the keys'),
        ...tiles.fill(met(size), value, 'met'),
        ...tiles.joined('larger', 'max', (i) => f32(`top${i}`)),
        ...tiles.named(
          'let',
          tiles.eachOwn((i) => [[`shrink${i}`, exp(s, s.subtract(tiles.held(`top${i}`), tiles.held(`larger${i}`)))] as const]),
        ),
        ...tiles.named(
          'let',
          tiles.eachScore((i, j) => [
            [`part${i}_${j}`, exp(s, s.subtract(tiles.held(`score${i}_${j}`), tiles.held(`larger${i}`)))] as const,
          ]),
        ),
        ...tiles.eachOwn((i) => [
          set(`top${i}`, f32(`larger${i}`)),
          set(`total${i}`, apply('f32', basic.fma, f32(`total${i}`), f32(`shrink${i}`), sumOf(i))),
        ]),
        ...tiles.share(weights, (i, j) => tiles.ifSeen(i, j, tiles.held(`part${i}_${j}`))),
        barrier,
        ...tiles.eachOwn((i) =>
          tiles.sumsOf('sum', size, i).map((own) => set(own, apply('f32', basic.multiply, f32(own), f32(`shrink${i}`)))),
        ),
        tiles.gather('sum', weights, met(size)),
        barrier,
      ],
      fall,
    ),
    comment('each thread has the sum of its own keys'),
    ...tiles.tell((i) => f32(`total${i}`)),
    barrier,
    ...tiles.joined('whole', 'add', () => zero),
    ...tiles.leave(values, size, (i, c) => apply('f32', basic.divide, f32(`sum${i}_${c}`), f32(`whole${i}`))),
    ...tiles.leaveOne(logSums, 1, (i) => s.add(tiles.held(`top${i}`), log(s, tiles.held(`whole${i}`)))),
  ]
  return { body, held: [queries], weights: [weights] }
}

/** What flows back to queries, and of each row the logarithm of its sum and the mean of what flows back to its weights. */
const ofQueries = (parts: Parts): Made => {
  const { tiles, scalars: s, seeing, exp } = parts
  const { features, size } = tiles.extents
  const [query, key, value, logSums, ofSums, flow] = [0, 1, 2, 3, 4, 5] as const
  const [ofQuery, ofRows] = [0, 1] as const
  const [queries, flows]: readonly [Memory, Memory] = [
    { name: 'queries', width: features },
    { name: 'flows', width: size },
  ]
  const weights: Memory = { name: 'weights', width: metTile(tiles.tiling) }
  const weight = (i: number, j: number): Scalar => exp(s, s.subtract(tiles.scaled(`score${i}_${j}`), tiles.held(`logs${i}`)))
  /** What there is of a weight and what flows back to it; 0 where a key is not seen, or not there. */
  const ofWeight = (i: number, j: number, less?: Scalar): Scalar => {
    const product = tiles.held(`product${i}_${j}`)
    return tiles.ifThere(j, tiles.ifSeen(i, j, s.multiply(weight(i, j), less ? s.subtract(product, less) : product)), 0)
  }
  const meet = [
    ...tiles.fill(met(size), value, 'met'),
    barrier,
    comment('what flows back to weights'),
    ...tiles.products('product', flows, met(size)),
    barrier,
    comment('keys, in the place of the values'),
    ...tiles.fill(met(features), key, 'met'),
    barrier,
    ...tiles.products('score', queries, met(features)),
  ]
  const body = [
    comment('memory: queries of its rows; flows, what flows back of what these gathered; met, the values and then the keys of a tile;'),
    comment('weights, what flows through the scores of each with each; lanes, what threads of a row tell each other'),
    ...tiles.fill(queries, query, 'own'),
    ...tiles.fill(flows, flow, 'own'),
    ...tiles.named(
      'let',
      tiles.eachOwn((i) => [[`logs${i}`, tiles.ofRow(logSums, i)] as const]),
    ),
    ...tiles.eachOwn((i) => variable(`mean${i}`, zero)),
    comment('first the mean of what flows back to the weights of a row'),
    ...tiles.meeting(lastSeen(parts), (i) => [`mean${i}`], [
      ...meet,
      ...tiles.named(
        'set',
        tiles.eachOwn((i) => {
          const more = tiles.eachMet((j) => ofWeight(i, j)).reduce((a, b) => s.add(a, b))
          return [[`mean${i}`, s.add(tiles.held(`mean${i}`), more)] as const]
        }),
      ),
      barrier,
    ]),
    ...tiles.tell((i) => f32(`mean${i}`)),
    barrier,
    ...tiles.joined('whole', 'add', () => zero),
    ...tiles.named(
      'let',
      tiles.eachOwn((i) => [[`apart${i}`, s.subtract(tiles.held(`whole${i}`), tiles.ofRow(ofSums, i))] as const]),
    ),
    ...tiles.leaveOne(ofRows, 2, (i, c) => tiles.held(`${c === 0 ? 'logs' : 'apart'}${i}`)),
    comment('then what flows through scores to queries'),
    ...tiles.declare('sum', features),
    ...tiles.meeting(lastSeen(parts), (i) => tiles.sumsOf('sum', features, i), [
      ...meet,
      ...tiles.share(weights, (i, j) => s.multiply(ofWeight(i, j, tiles.held(`apart${i}`)), seeing.scale)),
      barrier,
      tiles.gather('sum', weights, met(features)),
      barrier,
    ]),
    ...tiles.leave(ofQuery, features, (i, c) => f32(`sum${i}_${c}`)),
  ]
  return { body, held: [queries, flows], weights: [weights] }
}

/** What flows back to keys and values, by what is left of rows. */
const ofKeys = ({ tiles, scalars: s, seeing, exp }: Parts): Made => {
  const { features, size, rows } = tiles.extents
  const [query, key, value, ofRows, flow] = [0, 1, 2, 3, 4] as const
  const [ofKey, ofValue] = [0, 1] as const
  const [keys, values]: readonly [Memory, Memory] = [
    { name: 'keys', width: features },
    { name: 'values', width: size },
  ]
  const width = metTile(tiles.tiling)
  const [weights, through]: readonly [Memory, Memory] = [
    { name: 'weights', width },
    { name: 'through', width },
  ]
  const only = (i: number, j: number, x: Scalar): Scalar => tiles.ifThere(j, tiles.ifSeen(i, j, x), 0)
  const weight = (i: number, j: number): Scalar => exp(s, s.subtract(tiles.scaled(`score${i}_${j}`), tiles.held(`logs${j}`)))
  const ofScore = (i: number, j: number): Scalar => {
    const apart = s.subtract(tiles.held(`product${i}_${j}`), tiles.held(`apart${j}`))
    return s.multiply(only(i, j, s.multiply(tiles.held(`weights${i}_${j}`), apart)), seeing.scale)
  }
  const meet: readonly Statement[] = [
    ...tiles.fill(met(size), flow, 'met'),
    barrier,
    comment('what flows back to weights'),
    ...tiles.products('product', values, met(size)),
    barrier,
    comment('queries, in the place of what flows back of what they gathered'),
    ...tiles.fill(met(features), query, 'met'),
    barrier,
    ...tiles.products('score', keys, met(features)),
    ...tiles.named(
      'let',
      tiles.eachMet((j) => [[`logs${j}`, tiles.ofRow(ofRows, j, [0])] as const, [`apart${j}`, tiles.ofRow(ofRows, j, [1])] as const]),
    ),
    ...tiles.share(weights, (i, j) => only(i, j, weight(i, j))),
    ...tiles.share(through, ofScore),
    barrier,
    tiles.gather('ofKey', through, met(features)),
    barrier,
    comment('what flows back, once more'),
    ...tiles.fill(met(size), flow, 'met'),
    barrier,
    tiles.gather('ofValue', weights, met(size)),
    barrier,
  ]
  const isSeen = apply('bool', basic.less, named('own_first'), lastPlace('met_first', seeing.period, width))
  const body = [
    comment('memory: its keys; its values; met, what flows back to the rows of a tile, and then their queries;'),
    comment('weights, of each with each; through, what flows through their scores'),
    ...tiles.fill(keys, key, 'own'),
    ...tiles.fill(values, value, 'own'),
    ...tiles.declare('ofKey', features),
    ...tiles.declare('ofValue', size),
    ...tiles.meeting(
      constant('u32', rows),
      (i) => [...tiles.sumsOf('ofKey', features, i), ...tiles.sumsOf('ofValue', size, i)],
      seeing.period === 0 ? meet : [{ kind: 'branches', arms: [{ condition: isSeen, body: meet }] }],
    ),
    ...tiles.leave(ofKey, features, (i, c) => f32(`ofKey${i}_${c}`)),
    ...tiles.leave(ofValue, size, (i, c) => f32(`ofValue${i}_${c}`)),
  ]
  return { body, held: [keys, values], weights: [weights, through] }
}

/** How the kernels are made, and at which place of their operands a mask may stand. */
const makers: { readonly [K in AttentionKernel]: { readonly make: (parts: Parts) => Made; readonly mask: number } } = {
  gathered: { make: gathered, mask: 3 },
  ofQueries: { make: ofQueries, mask: 6 },
  ofKeys: { make: ofKeys, mask: 5 },
}

/** Tiles of what is known to fit. */
const fitting = (kernel: AttentionKernel, types: readonly TensorType[], workgroup: Workgroup): Tiling => {
  const tiling = tilingOf(kernel, extentsOf(types), workgroup)
  if (!tiling) throw new Error('typegrad: attention does not fit a workgroup; please report this')
  return tiling
}

const build = (kernel: AttentionKernel, functions: Functions, site: WholeSite<Seeing>) => {
  const { scalars, types, params: seeing, workgroup } = site
  const extents = extentsOf(types)
  const tiling = fitting(kernel, types, workgroup)
  const { make, mask } = makers[kernel]
  const tiles = new Tiles(site, extents, tiling, kernel === 'ofKeys' ? 'keys' : 'rows', mask)
  const { body, held, weights } = make({ ...functions, tiles, scalars, seeing })
  const [own, other] = [ownTile(tiling), metTile(tiling)]
  const array = (name: string, size: number) => ({ name, type: 'f32', size }) as const
  return {
    outer: [
      { role: 'workgroup', counter: 'tile', extent: sizeOf(extents.batch) * tiles.groups },
      { role: 'thread', counter: 'local', extent: tiling.down * tiling.across },
    ],
    shared: [
      ...[...held, ...weights].map(({ name, width }) => array(name, own * strideOf(width))),
      array('met', other * Math.max(strideOf(extents.features), strideOf(extents.size))),
      ...(kernel === 'ofKeys' ? [] : [array(lanes, own * tiling.across)]),
    ],
    body: [...tiles.begin(), ...body],
  } as const
}

/** One of the kernels of attention. */
export const attentionKernel = (kernel: AttentionKernel, functions: Functions): Whole<Seeing> => ({
  kind: 'whole',
  visits: 'many',
  results: 2,
  fits: (types, workgroup) => tilingOf(kernel, extentsOf(types), workgroup) !== undefined,
  build: (site) => build(kernel, functions, site),
  describe: (types, workgroup) => {
    const tiling = fitting(kernel, types, workgroup)
    const [own, other] = kernel === 'ofKeys' ? ['keys', 'rows'] : ['rows', 'keys']
    return `tiles of ${ownTile(tiling)} ${own} by ${metTile(tiling)} ${other}`
  },
})
