import { describe, expect, test } from 'vitest'
import * as typegrad from '../../src/index.js'
import { contract } from '../types/contract.js'
import { conv } from '../types/conv.js'
import { create } from '../types/create.js'
import { einops } from '../types/einops.js'
import { einsum } from '../types/einsum.js'
import { elementwise } from '../types/elementwise.js'
import type { Family } from '../types/harness.js'
import { matmul } from '../types/matmul.js'
import { movement } from '../types/movement.js'
import { order } from '../types/order.js'
import { parts } from '../types/parts.js'
import { pieces } from '../types/pieces.js'
import { pool } from '../types/pool.js'
import { reduce } from '../types/reduce.js'

/*
 * What the compiler says of a program that does not fit, the library says when it is run all the same. The programs are those of the type
 * tests; those with a symbol in them are left out, since at run time a symbol is a size.
 */

const declaration = /declare const (\w+): Tensor<\[([\d, ]*)\](?:, '(\w+)')?>$/gm

/** The tensors declared for a family whose sizes are all literal. */
const tensorsOf = ({ given = '' }: Family): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...given.matchAll(declaration)].map(([, name, sizes = '', dtype = 'f32']) => {
      const shape = sizes.split(', ').filter(Boolean).map(Number)
      return [name, typegrad.zeros(shape, { dtype: dtype as typegrad.DType })] // it is written in the declaration
    }),
  )

/** Runs an expression over the library and some tensors. */
const run = (program: string, tensors: Readonly<Record<string, unknown>>): unknown => {
  const scope: Readonly<Record<string, unknown>> = { ...typegrad, ...tensors }
  return new Function(...Object.keys(scope), `return ${program.replace(/[«»]/g, '')}`)(...Object.values(scope))
}

const runs = (program: string, tensors: Readonly<Record<string, unknown>>): boolean => {
  try {
    run(program, tensors)
    return true
  } catch (error) {
    return !(error instanceof ReferenceError)
  }
}

describe.each([contract, conv, create, einops, einsum, elementwise, matmul, movement, order, parts, pieces, pool, reduce])(
  '$name',
  (family) => {
    const tensors = tensorsOf(family)
    const programs = family.rejects.filter(([program]) => runs(program, tensors))

    test('some programs can be run', () => {
      expect(programs.length).toBeGreaterThanOrEqual(3)
    })

    test.each(programs)('%s throws: %s', (program, sentence) => {
      const error = sentence.includes('dtype') || / is not bool;|astype/.test(sentence) ? typegrad.DTypeMismatch : typegrad.ShapeMismatch
      expect(() => run(program, tensors)).toThrow(error)
      expect(() => run(program, tensors)).toThrow(expect.objectContaining({ message: sentence }))
    })
  },
)
