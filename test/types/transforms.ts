import type { Family } from './harness.js'

export const transforms: Family = {
  name: 'transforms',
  given: `
type Params = { readonly kernel: Tensor<[784, 10]>; readonly bias: Tensor<[10]> }
const params = { kernel: zeros([784, 10]), bias: zeros([10]) }
const predict = (p: Params, x: Tensor<['N', 784]>) => add(matmul(x, p.kernel), p.bias)
const loss = (p: Params, x: Tensor<['N', 784]>, y: Tensor<['N', 10]>) => mean(square(sub(predict(p, x), y)))
const scaled = (x: Tensor<['N']>, by?: number, name?: string) => [mul(x, by ?? 1), { twice: concat([x, x]), name }] as const
const paired = (batch: { x: Tensor<['N', 3]>; y: Tensor<['N']> }) => sum(mul(batch.x, expandDims(batch.y, -1)), { axis: 1 })
const listed = (xs: readonly Tensor<['N']>[], pair: readonly [Tensor<['N']>, Tensor<[3]>]) => add(pair[0], 1)
const looked = (table: Tensor<[100, 8]>, at: Tensor<['N'], 'i32'>) => gather(table, at)
declare const x: Tensor<[32, 784]>
declare const y: Tensor<[32, 10]>
declare const inner: Tensor<['B', 784]>
declare const five: Tensor<[5]>
declare const three: Tensor<[3]>
declare const some: AnyTensor
class Closed {
  readonly w = zeros([3])
  protected readonly seen = 0
}
class Open {
  readonly w = zeros([3])
}
declare const table: Map<string, Tensor<[3]>>
const ofClosed = (m: Closed) => sum(m.w)`,
  compiles: [
    ['jit(predict)(params, x)', 'Tensor<[32, 10], "f32">'],
    ['jit(predict)(params, inner)', 'Tensor<["B", 10], "f32">'],
    ['jit(predict)(params, some)', 'Tensor<[number, 10], "f32">'],
    ['fn((x: Tensor<["N", "M"]>) => transpose(x))(zeros([2, 3]))', 'Tensor<[3, 2], "f32">'],
    ['fn((x: Tensor<["N"]>, y: Tensor<["N", "M"]>) => add(transpose(y), x))(five, zeros([5, 7]))', 'Tensor<[7, 5], "f32">'],
    ['fn((x: AnyTensor) => x)(five)', 'AnyTensor'],
    ['jit(loss)(params, x, y)', 'Tensor<[], "f32">'],
    ['jit(loss).compile(params, x, y)', 'Promise<void>'],
    ['jit(loss, { donate: [0], progress: (compiled, kernels) => compiled + kernels })(params, x, y)', 'Tensor<[], "f32">'],
    ['jit(grad(loss))(params, x, y)', '{ readonly kernel: Tensor<[784, 10], "f32">; readonly bias: Tensor<[10], "f32">; }'],
    ['grad(jit(loss))(params, x, y).kernel', 'Tensor<[784, 10], "f32">'],
    ['grad((x: Tensor<["N"]>) => sum(x))(five)', 'Tensor<[5], "f32">'],
    ['valueAndGrad(loss)(params, x, y)[0]', 'Tensor<[], "f32">'],
    ['valueAndGrad(loss)(params, x, y)[1].bias', 'Tensor<[10], "f32">'],
    ['grad(loss, { argnums: 1 })(params, x, y)', 'Tensor<[32, 784], "f32">'],
    ['grad((x: Tensor<[]>) => grad((y: Tensor<[]>) => mul(y, square(y)))(x))(tensor(2))', 'Tensor<[], "f32">'],
    ['jit(scaled)(five)[0]', 'Tensor<[5], "f32">'],
    ['jit(scaled)(five, 2)[1]', '{ readonly twice: Tensor<[10], "f32">; readonly name: string | undefined; }'],
    ['jit(scaled)(five, undefined, "five")[0]', 'Tensor<[5], "f32">'],
    ['jit(paired)({ x: zeros([5, 3]), y: five })', 'Tensor<[5], "f32">'],
    ['jit(listed)([five, five], [five, three])', 'Tensor<[5], "f32">'],
    ["jit(looked)(zeros([100, 8]), zeros([7], { dtype: 'i32' }))", 'Tensor<[7, 8], "f32">'],
    ['fn((x: Tensor<["2*N+1"]>, y: Tensor<["N"]>) => y)(five, zeros([2]))', 'Tensor<[2], "f32">'],
    ['fn((x: Tensor<["2*N"]>) => reshape(x, [2, -1]))(zeros([10]))', 'Tensor<[2, 5], "f32">'],
    ['fn((x: Tensor<["N"]>, y: Tensor<["M"]>) => concat([x, y]))(five, three)', 'Tensor<[8], "f32">'],
    ['fn((x: Tensor<["N"]>, y: Tensor<["M"]>) => concat([x, y]))(five, zeros([inner.shape[0]]))', 'Tensor<["B+5"], "f32">'],
    ['fn((x: Tensor<["N+M"]>) => x)(five)', 'Tensor<[number], "f32">'],
    ['fn((x: Tensor<["N"]>, y: Tensor<["N", "4*N"]>) => reshape(y, [-1]))(three, zeros([3, 12]))', 'Tensor<[36], "f32">'],
    ['jit(relu)(five)', 'Tensor<Shape, DType>'],
    ['vjp(predict, params, x)[0]', 'Tensor<[32, 10], "f32">'],
    // An instance without private fields looks like a plain object: it is refused at run time.
    ['jit((m: Open) => sum(m.w))(new Open())', 'Tensor<[], "f32">'],
    ['jit((m: Closed) => sum(m.w))({ ...new Closed() } as never)', 'Tensor<[], "f32">'],
    ['jit((settings: Map<string, number>, x: Tensor<[3]>) => x)(new Map(), three)', 'Tensor<[3], "f32">'],
    ['jit((at: Date, x: Tensor<[3]>) => x)(new Date(), three)', 'Tensor<[3], "f32">'],
  ],
  rejects: [
    [
      'jit(ofClosed)(«new Closed()»)',
      'argument 0 is an instance of a class with a tensor in it; tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
    ],
    [
      'jit((p: { layer: Closed }) => sum(p.layer.w))(«{ layer: new Closed() }»)',
      'argument 0.layer is an instance of a class with a tensor in it; tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
    ],
    [
      'jit((m: Map<string, Tensor<[3]>>) => sum(zeros([3])))(«table»)',
      'argument 0 is a Map with a tensor in it; tensors are found in plain objects and arrays only: pass Object.fromEntries(map)',
    ],
    [
      'fn((m: Set<Tensor<[3]>>) => sum(zeros([3])))(«new Set([three])»)',
      'argument 0 is a Set with a tensor in it; tensors are found in plain objects and arrays only: pass [...set]',
    ],
    ['jit((p: { x: Promise<Tensor<[3]>> }) => zeros([3]))(«{ x: Promise.resolve(three) }»)', 'argument 0.x is a promise; await it first'],
    [
      'grad(ofClosed)(«new Closed()»)',
      'argument 0 is an instance of a class with a tensor in it; tensors are found in plain objects and arrays only: pass its fields, as in { ...model }',
    ],
    [
      'vjp((m: { all: Map<string, Tensor<[3]>> }) => zeros([3]), «{ all: table }»)',
      'argument 0.all is a Map with a tensor in it; tensors are found in plain objects and arrays only: pass Object.fromEntries(map)',
    ],
    ['jit(predict)(params, «zeros([32, 783])»)', 'argument 1: expected [N, 784], got [32, 783]: 784 and 783 differ'],
    ['jit(predict).compile(params, «zeros([32, 783])»)', 'argument 1: expected [N, 784], got [32, 783]: 784 and 783 differ'],
    ['jit(predict)(params, «zeros([784])»)', 'argument 1: expected [N, 784], got [784]: ranks 2 and 1 differ'],
    ["jit(predict)(params, «zeros([32, 784], { dtype: 'i32' })»)", 'argument 1: expected f32, got i32; convert it with astype'],
    [
      'jit(predict)(«{ kernel: zeros([784, 11]), bias: zeros([10]) }», x)',
      'argument 0.kernel: expected [784, 10], got [784, 11]: 10 and 11 differ',
    ],
    ['jit(predict)(«{ kernel: zeros([784, 10]) }», x)', 'argument 0.bias is missing'],
    ['jit(loss)(params, x, «zeros([31, 10])»)', 'argument 2: expected [N, 10], got [31, 10]: N is 32 and 31'],
    ['jit(grad(loss))(params, x, «zeros([31, 10])»)', 'argument 2: expected [N, 10], got [31, 10]: N is 32 and 31'],
    ['fn((x: Tensor<["N", "N"]>) => x)(«zeros([2, 3])»)', 'argument 0: expected [N, N], got [2, 3]: N is 2 and 3'],
    ['fn((x: Tensor<["N"]>, y: Tensor<["2*N"]>) => y)(three, «five»)', 'argument 1: expected [2*N], got [5]: 2*N is 6 and 5'],
    ['fn((x: Tensor<["2*N"]>) => x)(«five»)', 'argument 0: expected [2*N], got [5]: 2*N is never 5'],
    ['fn((x: Tensor<["N+4"]>) => x)(«three»)', 'argument 0: expected [N+4], got [3]: N+4 is never 3'],
    ['jit(paired)(«{ x: zeros([5, 3]), y: three }»)', 'argument 0: N is not one size throughout'],
    ['jit(listed)(«[five, three]», [five, three])', 'argument 0[1]: expected [N], got [3]: N is 5 and 3'],
    ['jit(listed)([five], «[five, five]»)', 'argument 1[1]: expected [3], got [5]: 3 and 5 differ'],
    ['jit(listed)([five], «[five]»)', 'argument 1: expected 2 entries, got 1'],
    ['jit(loss)(params, inner, «y»)', 'argument 2: expected [N, 10], got [32, 10]: N is B and 32'],
    ['grad(«predict»)', 'grad: the function returns [N, 10]; it must return a scalar, [] (sum or mean it)'],
    ['grad(«(x: Tensor<[3]>) => square(x)»)', 'grad: the function returns [3]; it must return a scalar, [] (sum or mean it)'],
    ['grad(«(x: Tensor<[3]>) => argmax(x)»)', 'grad: the function returns i32[]; it must return a float'],
    ['grad(«grad(loss)»)', 'grad: the function returns a tree; it must return a scalar, [], or [scalar, aux] with { aux: true }'],
    ['valueAndGrad(«(x: Tensor<[3]>) => 1»)', 'valueAndGrad: the function returns no tensor; it must return a scalar, [] (sum or mean it)'],
    [
      'grad(«(p: { w: Tensor<[3]>; step: Tensor<[], "i32"> }) => sum(p.w)»)',
      'grad: argument 0.step is i32[]; only floats have derivatives: pass it as another argument',
    ],
    ['grad(«(x: Tensor<[], "i32">) => mul(x, 2)»)', 'grad: argument 0 is i32[]; only floats have derivatives: pass it as another argument'],
  ],
  refuses: [
    ['jit(predict).«compile(params)»', 'Expected 2 arguments, but got 1.'],
    ['«jit(predict)(params)»', 'Expected 2 arguments, but got 1.'],
    ['jit(predict)(params, x, «x»)', 'Expected 2 arguments, but got 3.'],
    ['jit(scaled)(five, «"twice"»)', "Argument of type 'string' is not assignable to parameter of type 'number'."],
    ['jit(predict)(params, «3»)', `Argument of type 'number' is not assignable to parameter of type 'Tensor<["N", 784], "f32">'.`],
  ],
}
