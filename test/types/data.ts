import type { Family } from './harness.js'

const row = '{ readonly x: Tensor<["N", 28, 28, 1], "f32">; readonly y: Tensor<["N"], "i32">; }'

export const data: Family = {
  name: 'data',
  given: `
import * as dsl from 'typegrad/dsl'
const digits = dsl.fromArrays({ x: { values: new Uint8Array(), shape: [28, 28, 1] }, y: { values: new Uint8Array(), dtype: 'i32' } })
const tokens = { values: new Uint16Array(), dtype: 'i32' } as const
declare const x: Tensor<[60, 3]>
declare const pictures: Tensor<['N', 32, 32, 3]>
declare const labels: Tensor<[60], 'i32'>
declare const unknown: Tensor<Shape>
declare const points: dsl.Dataset<{ readonly x: Tensor<['N', 3]> }>
declare const lines: AsyncIterable<string>
type RowIn<D> = D extends dsl.Dataset<infer Row> ? { readonly [K in keyof Row]: Row[K] } : never
const rowIn = <D>(data: D): RowIn<D> => null as never`,
  compiles: [
    ['rowIn(digits)', row],
    ['rowIn(dsl.fromArrays({ x, y: labels }))', '{ readonly x: Tensor<["N", 3], "f32">; readonly y: Tensor<["N"], "i32">; }'],
    ['dsl.fromArrays({ x: unknown }).take([0]).x', 'Tensor<Shape, "f32">'],
    ['rowIn((await dsl.split(digits, [0.9, 0.1], key(0)))[1])', row],
    ['(await dsl.split(digits, [0.8, 0.1, 0.1])).length', '3'],
    ['rowIn(dsl.concat(digits, digits))', row],
    ['rowIn(await dsl.filter(digits, ({ y }) => less(y, 2)))', row],
    ['dsl.filter(lines, (line) => line.length > 3)', 'AsyncGenerator<string, any, any>'],
    ['rowIn(dsl.repeat(digits, 3))', row],
    ['dsl.repeat((epoch) => dsl.map(lines, (line) => [epoch, line] as const))', 'AsyncGenerator<readonly [number, string], any, any>'],
    ['dsl.cache(lines)', 'AsyncIterable<string>'],
    ['dsl.zip([digits, digits]).take([0])[1].y', 'Tensor<["N"], "i32">'],
    ['dsl.zip({ picture: digits, also: digits }).take([0]).picture.x', 'Tensor<["N", 28, 28, 1], "f32">'],
    ['dsl.zip([lines, dsl.map(lines, (line) => line.length)])', 'AsyncGenerator<readonly [string, number], any, any>'],
    ['dsl.window(tokens, 128).take([0]).y', 'Tensor<["N", 128], "i32">'],
    ['dsl.window({ values: [1, 2, 3], shape: [3] }, 4).take([0]).x', 'Tensor<["N", 4, 3], "f32">'],
    ['dsl.padBatch([[1], [2, 3]]).x', 'Tensor<["N", "T"], "i32">'],
    ["dsl.padBatch([[1], [2, 3]], { dtype: 'f32' }).mask", 'Tensor<["N", "T"], "bool">'],
    ["dsl.bucketBatches([[1], [2, 3]], 2, { buckets: [4], dtype: 'u32' })", 'AsyncGenerator<BucketBatch<"u32">, any, any>'],
    ['dsl.characterTokenizer("text").encode("t")', 'Int32Array<ArrayBufferLike>'],
    [
      'dsl.window({ values: dsl.bytePairTokenizer("text", { size: 300 }).encode("t"), dtype: "i32" }, 8).take([0]).x',
      'Tensor<["N", 8], "i32">',
    ],
    ['dsl.padBatch(["a", "text"].map(dsl.tokenizerFromJson({}).encode)).x', 'Tensor<["N", "T"], "i32">'],
    ['(await dsl.csv(lines, { types: { a: "f32", b: "text" } })).b', 'readonly string[]'],
    [
      '(await dsl.csv("", { types: ["i32", "u32"], header: false }))[1]',
      '{ readonly values: Uint32Array<ArrayBuffer>; readonly dtype: "u32"; }',
    ],
    ['dsl.fromArrays(await dsl.csv("", { types: { a: "f32", b: "i32" } })).take([0]).b', 'Tensor<["N"], "i32">'],
    ['dsl.fromArrays({ x: dsl.stackColumns([{ values: [1] }, { values: [2] }]) }).take([0]).x', 'Tensor<["N", 2], "f32">'],
    ['await dsl.decodeImage(new Uint8Array())', 'Image<3>'],
    ['dsl.imageTensor(await dsl.decodeImage(new Uint8Array(), { channels: 1 }))', 'Tensor<[number, number, 1], "f32">'],
    ['dsl.pixelsOf({ displayWidth: 3, displayHeight: 2 }, { channels: 4 })', 'Image<4>'],
    ['dsl.encodePng(zeros([28, 28, 1]))', 'Promise<Uint8Array<ArrayBufferLike>>'],
    ['dsl.randomFlip(key(0), pictures)', 'Tensor<["N", 32, 32, 3], "f32">'],
    ['dsl.randomCrop(key(0), pictures, { size: [28, 28], padding: 4 })', 'Tensor<["N", 28, 28, 3], "f32">'],
    ['dsl.randomRotate(key(0), pictures, { degrees: 15 })', 'Tensor<["N", 32, 32, 3], "f32">'],
    [
      'jit((k: Tensor<[2], "u32">, x: typeof pictures) => dsl.colorJitter(k, x, { hue: 0.1 }))(key(0), zeros([8, 32, 32, 3]))',
      'Tensor<[8, 32, 32, 3], "f32">',
    ],
    ['dsl.cutout(key(0), unknown, { size: 8 })', 'Tensor<Shape, "f32">'],
    ['dsl.mixup(key(0), pictures, oneHot(labels, 10)).y', 'Tensor<[60, 10], "f32">'],
  ],
  rejects: [
    ['dsl.randomFlip(key(0), «x»)', 'randomFlip: takes pictures [N, H, W, C], got [60, 3]'],
    ['dsl.randomCrop(key(0), «zeros([28, 28, 1])», { size: [24, 24] })', 'randomCrop: takes pictures [N, H, W, C], got [28, 28, 1]'],
    ['dsl.randomRotate(key(0), «x», { degrees: 15 })', 'randomRotate: takes pictures [N, H, W, C], got [60, 3]'],
    ['dsl.colorJitter(key(0), «x», {})', 'colorJitter: takes pictures [N, H, W, C], got [60, 3]'],
    ['dsl.cutout(key(0), «x», { size: 3 })', 'cutout: takes pictures [N, H, W, C], got [60, 3]'],
    ['dsl.mixup(key(0), pictures, «labels»)', 'mixup: targets are f32, got i32; write classes as oneHot(y, classes)'],
  ],
  refuses: [
    ['dsl.filter(lines, (line) => «line»)', "Type 'string' is not assignable to type 'boolean | Promise<boolean>'."],
    [
      'dsl.filter(points, ({ x }) => «x»)',
      `Type 'Tensor<["N", 3], "f32">' is not assignable to type 'Tensor<["N"], "bool">'.
  Types of property 'shape' are incompatible.
    Type 'readonly [Size<"N">, 3]' is not assignable to type 'readonly [Size<"N">]'.
      Source has 2 element(s) but target allows only 1.`,
    ],
    ['dsl.«repeat»(points)', 'Expected 2 arguments, but got 1.'],
    ['dsl.characterTokenizer("text", { «fallback»: "none" })', `Type '"none"' is not assignable to type 'Fallback | undefined'.`],
    ['(await dsl.csv("", { types: { a: "f32" } })).«b»', `Property 'b' does not exist on type 'CsvColumns<{ readonly a: "f32"; }>'.`],
    ['dsl.decodeImage(new Uint8Array(), { «channels»: 2 })', "Type '2' is not assignable to type 'Channels | undefined'."],
    ["dsl.split(points, [0.5, «'half'»])", "Type 'string' is not assignable to type 'number'."],
  ],
}
