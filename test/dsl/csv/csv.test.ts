import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvOptions, type CsvTypes, csv } from '../../../dsl/csv/csv.js'
import type { TextSource } from '../../../dsl/csv/texts.js'
import { DataError } from '../../../dsl/data/error.js'
import { fromArrays } from '../../../dsl/data/from-arrays.js'
import { stackColumns } from '../../../dsl/data/stack-columns.js'
import { InvalidArgument } from '../../../src/index.js'

/** A field as RFC 4180 writes any text, and some as they stand. */
const written = (field: string, isQuoted: boolean): string =>
  isQuoted || /["\r\n,]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field

const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.record({
    rows: fc.array(fc.array(fc.string({ unit: fc.constantFrom(...'a"",\r\n é0') }), { minLength: width, maxLength: width }), {
      maxLength: 6,
    }),
    quoted: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    last: fc.boolean(),
    mark: fc.boolean(),
  }),
)

/** A text in pieces of the given lengths. */
async function* cut<T extends string | Uint8Array>(whole: T, lengths: readonly number[]): AsyncGenerator<T> {
  let at = 0
  for (const length of [...lengths, whole.length]) {
    yield whole.slice(at, at + length) as T // the same kind of thing
    at += length
  }
}

describe('csv', () => {
  it('reads what RFC 4180 writes, at once and in pieces, as text and as bytes', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.array(fc.nat(9), { maxLength: 12 }), async ({ rows, quoted, end, last, mark }, lengths) => {
        const names = rows[0]?.map((_, i) => `c${i}`) ?? ['c0', 'c1']
        const lines = [names, ...rows].map((row) => row.map((field) => written(field, quoted)).join(','))
        const text = `${mark ? '\ufeff' : ''}${lines.join(end)}${last ? end : ''}`
        const types = Object.fromEntries(names.map((name) => [name, 'text' as const]))
        const expected = Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i])]))
        const bytes = new TextEncoder().encode(text)
        for (const source of [text, bytes, cut(text, lengths), cut(bytes, lengths), new Blob([bytes]).stream()])
          expect(await csv(source, { types })).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('reads numbers of each dtype, and texts', async () => {
    const { f, g, i, u, b, t } = await csv('f,g,i,u,b,t,left\n1.5,-2e3,-7,4294967295,true, x ,?\n nan,inf,+8,0,0,"a, ""b""",?\n', {
      types: { f: 'f32', g: 'f64', i: 'i32', u: 'u32', b: 'bool', t: 'text' },
    })
    expect(f).toEqual({ values: Float32Array.of(1.5, Number.NaN), dtype: 'f32' })
    expect(g).toEqual({ values: Float64Array.of(-2000, Number.POSITIVE_INFINITY), dtype: 'f64' })
    expect(i).toEqual({ values: Int32Array.of(-7, 8), dtype: 'i32' })
    expect(u).toEqual({ values: Uint32Array.of(4294967295, 0), dtype: 'u32' })
    expect(b).toEqual({ values: Uint8Array.of(1, 0), dtype: 'bool' })
    expect(t).toEqual([' x ', 'a, "b"'])
  })

  it('gives any number back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double(), { minLength: 1 }), async (numbers) => {
        const [column] = await csv(numbers.join('\n'), { types: ['f64'], header: false })
        // -0 is written as 0.
        expect([...column.values]).toEqual(numbers.map((n) => n + 0))
      }),
    )
  })

  it('makes a dataset', async () => {
    const { a, b, y } = await csv('a;b;y\n1;2;0\n3;;1', { types: { a: 'f32', b: 'f32', y: 'i32' }, delimiter: ';', missing: -1 })
    const data = fromArrays({ x: stackColumns([a, b]), y })
    expect(await data.take([1, 0]).x.toArray()).toEqual([
      [3, -1],
      [1, 2],
    ])
    expect([...(await data.take([1]).y.data())]).toEqual([1])
  })

  it('takes empty lines for none, but in a table of one column', async () => {
    expect(await csv('a,b\n\n1,2\n\n', { types: { b: 'i32' } })).toEqual({ b: { values: Int32Array.of(2), dtype: 'i32' } })
    expect(await csv('a\n\n1\n', { types: { a: 'f32' }, missing: 5 })).toEqual({ a: { values: Float32Array.of(5, 1), dtype: 'f32' } })
    expect(await csv('', { types: ['f32'], header: false })).toEqual([{ values: new Float32Array(), dtype: 'f32' }])
  })

  it.each<readonly [TextSource, CsvOptions<CsvTypes>, string]>([
    ['a,b\n1,2,3', { types: { a: 'f32' } }, 'csv: row 2 has 3 fields, the first row has 2'],
    ['a,b\n1,x', { types: { b: 'f32' } }, "csv: row 2, column b: 'x' is no number"],
    ['a,b\n1,0x10', { types: { b: 'f32' } }, "csv: row 2, column b: '0x10' is no number"],
    ['a,b\n1,', { types: { b: 'f32' } }, "csv: row 2, column b: '' is empty; say what stands for it, { missing: NaN }"],
    [
      'a,b\n1,',
      { types: { b: 'i32' }, missing: Number.NaN },
      "csv: row 2, column b: '' is empty, and NaN, which stands for it, is no whole number from -2147483648 to 2147483647",
    ],
    [
      'a,b\n1,',
      { types: { b: 'bool' }, missing: -1 },
      "csv: row 2, column b: '' is empty, and -1, which stands for it, is no whole number from 0 to 1",
    ],
    ['a,b,a\n1,2,3', { types: { a: 'f32' } }, "csv: two columns are called 'a'; say the types in a list, one for each column"],
    ['a,b\n1,1.5', { types: { b: 'i32' } }, "csv: row 2, column b: '1.5' is no whole number from -2147483648 to 2147483647"],
    ['a,b\n1,-1', { types: { b: 'u32' } }, "csv: row 2, column b: '-1' is no whole number from 0 to 4294967295"],
    ['a,b\n1,yes', { types: { b: 'bool' } }, "csv: row 2, column b: 'yes' is none of true, false, 1 and 0"],
    ['a,b\n1,2', { types: { c: 'f32' } }, "csv: there is no column 'c'; there are a, b"],
    ['a,b\n1,2\n"3,4', { types: { a: 'f32' } }, 'csv: row 3: a quote is not closed, or text follows it'],
    ['a,b\n1,"2"3\n4,5', { types: { a: 'f32' } }, 'csv: row 2: a quote is not closed, or text follows it'],
    ['1,2', { types: ['f32'], header: false }, 'csv: row 1 has 2 fields, there are 1 types'],
    ['', { types: { a: 'f32' } }, 'csv: there is no row, and so no header; pass { header: false } if there need be none'],
    [Uint8Array.of(0x61, 0xff), { types: { a: 'f32' } }, 'csv: the bytes are no UTF-8'],
  ])('%j: %j: %s', async (text, options, sentence) => {
    await expect(csv(text, options)).rejects.toThrow(new DataError(sentence))
  })

  it('refuses options that are none', async () => {
    await expect(csv('a', { types: { a: 'f8' as never } })).rejects.toThrow(InvalidArgument)
    await expect(csv('a', { types: { a: 'f32' }, header: false })).rejects.toThrow(
      /^csv: types is a list, where no header names the columns; .* write types: \['f32', 'text'\]$/,
    )
    await expect(csv(3 as never, { types: {} })).rejects.toThrow('csv: the first argument is a text, bytes, or a stream of them; got 3')
  })
})

describe('stackColumns', () => {
  it('refuses columns that differ', () => {
    expect(() => stackColumns([{ values: [1] }, { values: [1, 2] }])).toThrow(
      new DataError('stackColumns: column 0 holds 1 values of f32, column 1 2 of f32'),
    )
  })
})
