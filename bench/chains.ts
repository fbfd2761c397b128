import { type AnyTensor, add, grad, jit, sin, sum, type Tensor, tensor } from 'typegrad'
import { aligned } from './aligned.js'

/** `sin(...sin(sin(x) + x) + x...)`, of so many equations. */
const chain =
  (equations: number) =>
  (x: Tensor<[4]>): Tensor<[]> => {
    let y = x
    for (let i = 0; i < equations / 2; i++) y = add(sin(y), x)
    return sum(y)
  }

/** Milliseconds of a call that begins with nothing known: the middle of three. */
const timed = async (run: () => Promise<unknown> | unknown): Promise<number> => {
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const began = performance.now()
    await run()
    times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[1] ?? Number.NaN
}

/** The first call of a function that is compiled, until its result is there, less a second call. */
const compiled = (f: (x: Tensor<[4]>) => AnyTensor, x: Tensor<[4]>) => async (): Promise<number> => {
  const ready = jit(f)
  const call = async () => {
    const began = performance.now()
    await ready(x).data()
    return performance.now() - began
  }
  return (await call()) - (await call())
}

/** What it takes to write a program down, to differentiate it, and to compile both: all of it grows with the equations, and no faster. */
export const chains = async (watch: (text: string) => void): Promise<string> => {
  const x = tensor([0.1, 0.2, 0.3, 0.4])
  const rows: string[][] = []
  for (const equations of [100, 1000, 10_000]) {
    watch(`a chain of ${equations} equations`)
    const f = chain(equations)
    const slope = (y: Tensor<[4]>) => grad(f)(y)
    const times = [await timed(() => f(x)), await timed(() => slope(x)), await compiled(f, x)(), await compiled(slope, x)()]
    rows.push([
      `a chain of ${equations.toLocaleString('en')} equations`,
      ...times.flatMap((time) => [
        time < 100 ? time.toPrecision(3) : Math.round(time).toLocaleString('en'),
        (time / equations).toPrecision(2),
      ]),
    ])
  }
  return aligned([['', 'trace', 'each', 'grad', 'each', 'compile', 'each', 'compile grad', 'each'], ...rows])
}
