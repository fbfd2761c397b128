import fc from 'fast-check'
import type { EinopsOp } from '../../src/shape/einops-pattern.js'

/** A pattern of einsum and shapes for it, most of which fit. */
export interface EinsumUse {
  readonly spec: string
  readonly shapes: readonly (readonly number[])[]
}

const size = fc.constantFrom(1, 2, 2, 3, 3, 0)
const index = fc.constantFrom('a', 'b', 'b', 'C', '...')
const term = fc.array(index, { maxLength: 3 }).map((indices) => indices.filter((one, i) => one !== '...' || indices.indexOf(one) === i))
const flags = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })
const change = fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'larger', 'shorter')

export const einsumUses: fc.Arbitrary<EinsumUse> = fc
  .record({
    terms: fc.array(term, { minLength: 1, maxLength: 5 }),
    sizes: fc.tuple(size, size, size),
    batch: fc.array(size, { maxLength: 2 }),
    ones: flags,
    output: fc.option(fc.tuple(fc.shuffledSubarray(['a', 'b', 'C', '...']), fc.constantFrom('', '', '', '', 'z', 'a'))),
    changes: fc.array(change, { minLength: 5, maxLength: 5 }),
    space: fc.constantFrom('', '', ' '),
  })
  .map(({ terms, sizes, batch, ones, output, changes, space }) => {
    const sizeOf = { a: sizes[0], b: sizes[1], C: sizes[2] }
    let next = 0
    const flag = () => ones[next++ % ones.length] === true
    const shapes = terms.map((indices, i) => {
      const shape = indices.flatMap(
        (one) => (one === '...' ? batch.slice(flag() ? 1 : 0).map((n) => (flag() ? 1 : n)) : [sizeOf[one as keyof typeof sizeOf]]), // terms hold no other letter
      )
      if (changes[i] === 'larger') return shape.map((n, axis) => (axis === 0 ? n + 1 : n))
      return changes[i] === 'shorter' ? shape.slice(1) : shape
    })
    const met: readonly string[] = terms.flat()
    const arrow = output ? `->${output[0].filter((one) => met.includes(one)).join(space)}${output[1]}` : ''
    return { spec: `${terms.map((indices) => indices.join(space)).join(`,${space}`)}${arrow}`, shapes }
  })

/** A pattern in the manner of einops, and what it is used on; most of them fit. */
export interface EinopsUse {
  readonly pattern: string
  readonly shape: readonly number[]
  readonly sizes: Readonly<Record<string, number>>
}

const names = ['a', 'b', 'c', 'd']

/** The axes in groups: one that is `joined` goes to the one before it. */
const grouped = (axes: readonly string[], joined: readonly boolean[]): string[][] => {
  const groups: string[][] = []
  for (const [i, axis] of axes.entries()) {
    const last = joined[i] ? groups.at(-1) : undefined
    if (last) last.push(axis)
    else groups.push([axis])
  }
  return groups
}

const written = (group: readonly string[]): string =>
  group.length === 1 ? group.join('') : group.length === 0 ? '1' : `(${group.join(' ')})`

export const einopsUses = (op: EinopsOp): fc.Arbitrary<EinopsUse> =>
  fc
    .record({
      left: fc.shuffledSubarray(names),
      order: fc.shuffledSubarray(names, { minLength: 4 }),
      keep: flags,
      joinedLeft: flags,
      joinedRight: flags,
      one: fc.constantFrom('', '', 'left', 'right'),
      dots: fc.constantFrom(-1, -1, 0, 1),
      batch: fc.array(size, { maxLength: 2 }),
      number: fc.boolean(),
      sizes: fc.tuple(size, size, size, size),
      noise: fc.constantFrom('', '', '', '', '', 'rank', 'size', 'stray', 'missing', 'word', 'alone', 'parentheses'),
    })
    .map(({ left, order, keep, joinedLeft, joinedRight, one, dots, batch, number, sizes, noise }) => {
      const sizeOf = (axis: string) => sizes[names.indexOf(axis)] ?? Number(axis)
      const right = order.filter((axis, i) => (left.includes(axis) ? op !== 'reduce' || keep[i] : op === 'repeat' && keep[i]))
      if (number && op === 'repeat') right.push('2')
      const axes = number && op === 'reduce' ? [...left, '2'] : left
      const groups = grouped(axes, joinedLeft)
      if (one === 'left') groups.unshift([])
      const place = Math.min(dots, groups.length)
      const shape = groups.map((group) => group.reduce((product, axis) => product * sizeOf(axis), 1))
      if (dots >= 0) shape.splice(place, 0, ...batch)
      const rightGroups = grouped(right, joinedRight)
      if (one === 'right') rightGroups.push([])
      const known = [...groups.flatMap((group) => group.slice(1)), ...right.filter((axis) => !left.includes(axis))].filter((axis) =>
        names.includes(axis),
      )
      const given: Record<string, number> = Object.fromEntries(noise === 'missing' ? [] : known.map((axis) => [axis, sizeOf(axis)]))
      if (noise === 'stray') given.e = 2
      if (noise === 'size' && known[0] !== undefined) given[known[0]] = sizeOf(known[0]) + 1
      const words = [groups.map(written), rightGroups.map(written)] as const
      if (dots >= 0) {
        words[0].splice(place, 0, '...')
        words[1].splice(dots, 0, keep[7] ? '(...)' : '...')
      }
      if (noise === 'word') words[1].push('f-g')
      if (noise === 'alone') words[0].push('g')
      if (noise === 'parentheses') words[1].push('(')
      return { pattern: `${words[0].join(' ')} -> ${words[1].join(' ')}`, shape: noise === 'rank' ? shape.slice(1) : shape, sizes: given }
    })

/** Texts that look like patterns. */
export const einsumTexts = fc
  .array(fc.constantFrom('a', 'b', 'i', 'J', '...', '..', ',', ',', '->', ' ', '-', '1', 'é'), { maxLength: 8 })
  .map((parts) => parts.join(''))
export const einopsTexts = fc
  .array(fc.constantFrom('a', 'b', 'c', 'h_2', '1', '2', '10', '01', '...', '(', '(', ')', ')', '->', '->', '->', 'a-b', 'x.'), {
    maxLength: 8,
  })
  .chain((parts) => fc.constantFrom(' ', ' ', ' ', '  ', '').map((space) => parts.join(space)))
