import type { Family } from './harness.js'

/* Functions that are generic themselves: in their trees, their further arguments, their sizes. */

const step = `<P, A extends readonly unknown[]>(loss: (params: P, ...args: A) => Tensor<[]>, optimizer: Optimizer) =>
  jit((params: P, state: OptimizerState<P>, ...args: A) => {
    const [value, gradients] = valueAndGrad(loss)(params, ...args)
    const [better, after] = optimizer.update(gradients, state, params)
    return [better, after, value] as const
  })`

export const generic: Family = {
  name: 'generic',
  given: `
import { adam, type Optimizer, type OptimizerState } from 'typegrad/dsl'
import type { Fn, Grads, ParametersOf, ReturnOf } from 'typegrad'
const trainStep = ${step}
const loss = (p: { readonly w: Tensor<[3, 2]> }, x: Tensor<['N', 3]>) => sum(matmul(x, p.w))
const p = { w: zeros([3, 2]) }
const train = trainStep(loss, adam())
const slopes = <P>(f: (params: P, x: Tensor<['N', 3]>) => Tensor<[]>) => (params: P, x: Tensor<['M', 3]>): P => grad(f)(params, x)
const inner = <P>(f: (params: { p: P }, x: Tensor<['N', 3]>) => Tensor<[]>) => (p: P, x: Tensor<['M', 3]>): P => valueAndGrad(f)({ p }, x)[1].p
const dot3 = <I extends number>(w: Tensor<[I, 4]>, x: Tensor<[3, I]>) => sum(matmul(x, w))
const scaled = <S extends readonly number[]>(x: Tensor<S>) => mul(x, 2)
const total = <S extends readonly number[]>(x: Tensor<S>): Tensor<[]> => sum(x)
const product = jit((x: Tensor<['N', 3]>, w: Tensor<[3, 2]>) => matmul(x, w))
const pair = tree.map((a) => a, { x: zeros([3]), y: [zeros([2])] })
const stepOf = <P>(loss: (params: P) => Tensor<[]>, { update }: Optimizer) => (params: P, state: OptimizerState<P>) => {
  const gradients: Grads<P> = grad(loss)(params)
  return update(gradients, state, params)
}
const halved = <P>(params: P): P => tree.map((a, b) => add(a, b), params, params)`,
  compiles: [
    [
      'train',
      'Jitted<[params: { readonly w: Tensor<[3, 2], "f32">; }, state: OptimizerState<{ readonly w: Tensor<[3, 2], "f32">; }>, x: Tensor<["N", 3], "f32">], readonly [{ readonly w: Tensor<[3, 2], "f32">; }, OptimizerState<{ readonly w: Tensor<[3, 2], "f32">; }>, Tensor<[], "f32">]>',
    ],
    ['train(p, adam().init(p), zeros([7, 3]))[0]', '{ readonly w: Tensor<[3, 2], "f32">; }'],
    ['train(p, adam().init(p), zeros([7, 3]))[2]', 'Tensor<[], "f32">'],
    ['stepOf((q: typeof p) => sum(q.w), adam())(p, adam().init(p))[0]', '{ w: Tensor<[3, 2], "f32">; }'],
    ['null as unknown as Grads<typeof p>', '{ w: Tensor<[3, 2], "f32">; }'],
    ['slopes(loss)(p, zeros([3, 3]) as never)', '{ readonly w: Tensor<[3, 2], "f32">; }'],
    ['inner((q: { p: { w: Tensor<[3, 2]> } }, x: Tensor<["N", 3]>) => loss(q.p, x))(p, zeros([3, 3]) as never).w', 'Tensor<[3, 2], "f32">'],
    ['dot3(zeros([5, 4]), zeros([3, 5]))', 'Tensor<[], "f32">'],
    ['grad(dot3)(zeros([5, 4]), zeros([3, 5]))', 'Tensor<[number, 4], "f32">'],
    ['jit(dot3)(zeros([5, 4]), zeros([3, 5]))', 'Tensor<[], "f32">'],
    ['total(zeros([2, 3]))', 'Tensor<[], "f32">'],
    ['scaled(zeros([2, 3])).dtype', '"f32"'],
    ['null as unknown as Parameters<typeof product>', '[x: Tensor<["N", 3], "f32">, w: Tensor<[3, 2], "f32">]'],
    ['null as unknown as ReturnType<typeof product>', 'Tensor<["N", 2], "f32">'],
    ['null as unknown as ParametersOf<typeof train>[2]', 'Tensor<["N", 3], "f32">'],
    ['null as unknown as ReturnOf<typeof loss>', 'Tensor<[], "f32">'],
    ['product(...(null as unknown as Parameters<typeof product>))', 'Tensor<["N", 2], "f32">'],
    ['<N extends number>() => grad((x: Tensor<[N]>) => sum(x))', '<N extends number>() => Fn<[x: Tensor<[N], "f32">], Tensor<[N], "f32">>'],
    ['jit((x: any, y: Tensor<["N"]>) => y)(3, zeros([4]))', 'Tensor<[4], "f32">'],
    ['jit((...xs: Tensor<["N"]>[]) => xs[0])(...[zeros([4])])?.rank', '1 | undefined'],
    ['pair', '{ x: Tensor<[3], "f32">; y: Tensor<[2], "f32">[]; }'],
    ['halved(p)', '{ w: Tensor<[3, 2], "f32">; }'],
    ['tree.map((a, b) => add(a, b), p, { w: zeros([1]) })', '{ w: Tensor<[3, 2], "f32">; }'],
    ['tree.map((a) => a.size, { p, list: [zeros([2]), 3] as const, f: Math.sin }).list', '[number, 3]'],
    ['tree.map((a) => String(a), p)', '{ w: string; }'],
    ['tree.mapWithPath((path, a) => path.length, p)', '{ w: number; }'],
    ['tree.mapWithPath((path, a) => mul(a, 2), p)', '{ w: Tensor<[3, 2], "f32">; }'],
    ['tree.data({ p, n: 3 }).then(({ p, n }) => n)', 'Promise<number>'],
    ["tree.data([p.w, zeros([1], { dtype: 'i32' })] as const).then(([, i]) => i.length)", 'Promise<number>'],
  ],
  rejects: [
    ['train(p, adam().init(p), «zeros([7, 4])»)', 'argument 2: expected [N, 3], got [7, 4]: 3 and 4 differ'],
    ['train(«{ w: zeros([3, 5]) }», adam().init(p), zeros([7, 3]))', 'argument 0.w: expected [3, 2], got [3, 5]: 2 and 5 differ'],
    [
      '(<P>(f: (params: P, x: Tensor<["N", 3]>) => Tensor<[]>) => (params: P) => grad(f)(params, «zeros([3, 4])»))',
      'argument 1: expected [N, 3], got [3, 4]: 3 and 4 differ',
    ],
    [
      'tree.map((a, b) => a, p, «{ v: zeros([3, 2]) }»)',
      'tree.map: tree 1.v is f32[3, 2], in the first it is nothing; they must have one structure',
    ],
    [
      'tree.map((a, b) => a, p, p, «{ w: [p.w] }»)',
      'tree.map: tree 2.w is a list, in the first it is f32[3, 2]; they must have one structure',
    ],
    [
      'tree.mapWithPath((path, a, b) => a, p, «{ v: zeros([3, 2]) }»)',
      'tree.mapWithPath: tree 1.v is f32[3, 2], in the first it is nothing; they must have one structure',
    ],
    ['tree.map((a, b) => a, p.w, «p»)', 'tree.map: tree 1 is a record, in the first it is f32[3, 2]; they must have one structure'],
  ],
  refuses: [
    [
      '(<P, Q>(f: (params: P) => Tensor<[]>) => (q: Q) => grad(f)(«q»))',
      `Argument of type 'Q' is not assignable to parameter of type 'P'.
  'P' could be instantiated with an arbitrary type which could be unrelated to 'Q'.`,
    ],
  ],
}
