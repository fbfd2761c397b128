import type { Family } from './harness.js'

export const einops: Family = {
  name: 'einops',
  given: `
declare const image: Tensor<['N', 28, 28, 3]>
declare const tokens: Tensor<['B', 'T', 512]>
declare const m: Tensor<[6, 4]>
declare const row: Tensor<[1, 4]>
declare const i: Tensor<[6, 4], 'i32'>
declare const b: Tensor<[6, 4], 'bool'>
declare const empty: Tensor<[2, 0]>
declare const unknownSize: Tensor<[number, 4]>
declare const pattern: string
declare const n: number
declare const some: AnyTensor`,
  compiles: [
    ["rearrange(m, 'a b -> b a')", 'Tensor<[4, 6], "f32">'],
    ["rearrange(m, 'a b -> (a b)')", 'Tensor<[24], "f32">'],
    ["rearrange(m, '(a c) b -> a b c', { c: 2 })", 'Tensor<[3, 4, 2], "f32">'],
    ["rearrange(m, '(a c) (b d) -> (a b) (c d)', { c: 2, d: 4 })", 'Tensor<[3, 8], "f32">'],
    ["rearrange(m, 'a b -> a 1 b')", 'Tensor<[6, 1, 4], "f32">'],
    ["rearrange(m, 'a b -> a () b 1')", 'Tensor<[6, 1, 4, 1], "f32">'],
    ["rearrange(row, '1 b -> b')", 'Tensor<[4], "f32">'],
    ["rearrange(b, 'a b -> b a')", 'Tensor<[4, 6], "bool">'],
    ["rearrange(image, 'b h w c -> b (h w) c')", 'Tensor<["N", 784, 3], "f32">'],
    ["rearrange(image, 'b h w c -> b (h w c)')", 'Tensor<["N", 2352], "f32">'],
    ["rearrange(image, 'b (h p) (w q) c -> b (h w) (p q c)', { p: 4, q: 4 })", 'Tensor<["N", 49, 48], "f32">'],
    ["rearrange(image, 'b h w c -> (b h) w c')", 'Tensor<["28*N", 28, 3], "f32">'],
    ["rearrange(image, '... c -> c ...')", 'Tensor<[3, "N", 28, 28], "f32">'],
    ["rearrange(image, 'b ... c -> b (...) c')", 'Tensor<["N", 784, 3], "f32">'],
    ["rearrange(tokens, 'b t (heads d) -> b heads t d', { heads: 8 })", 'Tensor<["B", 8, "T", 64], "f32">'],
    ["rearrange(tokens, 'b t (heads d) -> b heads t d', { heads: n })", 'Tensor<["B", number, "T", number], "f32">'],
    ["rearrange(tokens, '(b c) t d -> b c t d', { c: tokens.shape[0] })", 'Tensor<[1, "B", "T", 512], "f32">'],
    ["rearrange(unknownSize, '(a c) b -> a b c', { c: 2 })", 'Tensor<[number, 4, 2], "f32">'],
    ["rearrange(unknownSize, 'a b -> b a', { a: 5 })", 'Tensor<[4, 5], "f32">'],
    ["rearrange(some, 'a b -> b a')", 'Tensor<[number, number], DType>'],
    ["rearrange(some, '... c -> c ...')", 'Tensor<Shape, DType>'],
    ["rearrange(some, '... c -> c (...)')", 'Tensor<[number, number], DType>'],
    ['rearrange(m, pattern)', 'Tensor<Shape, "f32">'],
    ["reduce(image, 'b h w c -> b c', 'mean')", 'Tensor<["N", 3], "f32">'],
    ["reduce(image, 'b (h 2) (w 2) c -> b h w c', 'max')", 'Tensor<["N", 14, 14, 3], "f32">'],
    ["reduce(image, 'b (h p) (w q) c -> b h w c', 'max', { p: 7, q: 4 })", 'Tensor<["N", 4, 7, 3], "f32">'],
    ["reduce(image, 'b h w c -> b 1 1 c', 'sum')", 'Tensor<["N", 1, 1, 3], "f32">'],
    ["reduce(image, 'b ... -> b', 'prod')", 'Tensor<["N"], "f32">'],
    ["reduce(i, 'a b ->', 'min')", 'Tensor<[], "i32">'],
    ["reduce(empty, 'a b -> b', 'max')", 'Tensor<[0], "f32">'],
    ["repeat(m, 'a b -> a b c', { c: 3 })", 'Tensor<[6, 4, 3], "f32">'],
    ["repeat(m, 'a b -> (a 2) (n b)', { n: 5 })", 'Tensor<[12, 20], "f32">'],
    ["repeat(m, '... -> k ...', { k: 0 })", 'Tensor<[0, 6, 4], "f32">'],
    ["repeat(image, 'b h w c -> b (h 2) (w 2) c')", 'Tensor<["N", 56, 56, 3], "f32">'],
    ["repeat(tokens, 'b t d -> b n t d', { n: tokens.shape[1] })", 'Tensor<["B", "T", "T", 512], "f32">'],
  ],
  rejects: [
    ["rearrange(«m», 'a b c -> c b a')", "rearrange 'a b c -> c b a': [6, 4] does not fit: rank 2, not 3"],
    ["rearrange(«m», 'a b c ... -> c b a ...')", "rearrange 'a b c ... -> c b a ...': [6, 4] does not fit: rank 2, not 3 or more"],
    ["rearrange(«m», '(a c) b -> a b c', { c: 4 })", "rearrange '(a c) b -> a b c': [6, 4] does not fit: 6 is not divisible by 4"],
    ["rearrange(«m», '(a c) b -> a b c', { a: 2, c: 4 })", "rearrange '(a c) b -> a b c': [6, 4] does not fit: 6 is not 8"],
    ["rearrange(«m», 'a b -> b a', { b: 5 })", "rearrange 'a b -> b a': [6, 4] does not fit: 4 is not 5"],
    ["rearrange(«m», '1 b -> b')", "rearrange '1 b -> b': [6, 4] does not fit: 6 is not 1"],
    ["rearrange(«image», '1 h w c -> h w c')", "rearrange '1 h w c -> h w c': [N, 28, 28, 3] does not fit: N is not 1"],
    [
      "rearrange(«m», '(a c) b -> a b c', { c: 0 })",
      "rearrange '(a c) b -> a b c': [6, 4] does not fit: the sizes known multiply to 0, and what is left could be anything",
    ],
    ["rearrange(m, «'a b'»)", "rearrange 'a b': there is no -> in it"],
    ["rearrange(m, «'a b -> b a -> a'»)", "rearrange 'a b -> b a -> a': '->' is not an axis; axes are names, sizes and ..."],
    ["rearrange(m, «'a b -> b-a'»)", "rearrange 'a b -> b-a': 'b-a' is not an axis; axes are names, sizes and ..."],
    ["rearrange(m, «'a 0 -> a'»)", "rearrange 'a 0 -> a': '0' is not an axis; axes are names, sizes and ..."],
    ["rearrange(m, «'a b -> (a b'»)", "rearrange 'a b -> (a b': parentheses come in pairs, and do not nest"],
    ["rearrange(m, «'a b -> ((a) b)'»)", "rearrange 'a b -> ((a) b)': parentheses come in pairs, and do not nest"],
    ["rearrange(m, «'a b) -> a b'»)", "rearrange 'a b) -> a b': parentheses come in pairs, and do not nest"],
    ["rearrange(m, «'a a -> a'»)", "rearrange 'a a -> a': a stands twice on one side"],
    ["rearrange(m, «'a b -> a'»)", "rearrange 'a b -> a': b is on the left alone; reduce drops axes"],
    ["rearrange(m, «'(a 2) b -> a b'»)", "rearrange '(a 2) b -> a b': 2 is on the left alone; reduce drops axes"],
    ["rearrange(m, «'a b -> a b c'»)", "rearrange 'a b -> a b c': c is on the right alone; repeat adds axes"],
    ["rearrange(m, «'(a ...) -> a ...'»)", "rearrange '(a ...) -> a ...': ... can stand in parentheses on the right alone"],
    ["rearrange(m, «'(a c) b -> a b c'»)", "rearrange '(a c) b -> a b c': more than one size in (a c) is unknown"],
    ["rearrange(m, 'a b -> b a', «{ c: 2 }»)", "rearrange 'a b -> b a': sizes name c, which is no axis of the pattern"],
    [
      "rearrange(m, '(a c) b -> a b c', «{ c: -2 }»)",
      "rearrange '(a c) b -> a b c': sizes: -2 in [-2] is not a size; sizes are whole numbers, 0 or more",
    ],
    ["reduce(«m», 'a b c -> a', 'sum')", "reduce 'a b c -> a': [6, 4] does not fit: rank 2, not 3"],
    ["reduce(«m», '(a 4) b -> a b', 'sum')", "reduce '(a 4) b -> a b': [6, 4] does not fit: 6 is not divisible by 4"],
    ["reduce(m, «'a b -> a c'», 'sum')", "reduce 'a b -> a c': c is on the right alone; repeat adds axes"],
    ["reduce(m, 'a b -> a', 'sum', «{ c: 2 }»)", "reduce 'a b -> a': sizes name c, which is no axis of the pattern"],
    ["reduce(«i», 'a b -> a', 'mean')", "reduce: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ["reduce(«b», 'a b -> a', 'sum')", "reduce: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ["reduce(«empty», 'a b -> a', 'max')", "reduce 'a b -> a': [2, 0] is empty along the axes reduced; there is nothing to choose from"],
    ["repeat(«m», 'a -> a n', { n: 2 })", "repeat 'a -> a n': [6, 4] does not fit: rank 2, not 1"],
    ["repeat(m, «'a b -> a b c'»)", "repeat 'a b -> a b c': the size of c is unknown; give it as in { c: 2 }"],
    ["repeat(m, «'a b -> a 2'»)", "repeat 'a b -> a 2': b is on the left alone; reduce drops axes"],
    ["repeat(m, «'a b -> a b ...'»)", "repeat 'a b -> a b ...': ... is on the right alone"],
    ["repeat(m, 'a b -> a b c', «{ c: 2, d: 3 }»)", "repeat 'a b -> a b c': sizes name d, which is no axis of the pattern"],
  ],
  refuses: [["reduce(m, 'a b -> a', «'median'»)", `Argument of type '"median"' is not assignable to parameter of type 'Reducer'.`]],
}
