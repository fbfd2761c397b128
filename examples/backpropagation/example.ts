import { inspect, key, mul, square, sub, type Tensor, tanh, tensor, valueAndGrad } from 'typegrad'
import type { Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'
import { gradientNorms } from './depth.js'
import { passes } from './passes.js'
import { plot } from './plot.js'
import { forwardOf, read, valuesOf } from './program.js'
import { depth, stacks } from './stacks.js'

/** A network of one hidden unit: it should say 1 where it sees `x`. */
const loss = ({ v, w }: { readonly v: Tensor<[]>; readonly w: Tensor<[]> }, x: Tensor<[]>) => square(sub(mul(v, tanh(mul(w, x))), 1))

export const example: Example = {
  name: 'backpropagation',
  about: 'The forward and the backward pass of a small program, with what is used twice; and the gradient of each layer of deep stacks.',
  sizes: { quick: 'as the default', default: 'stacks of 20 layers of 64: seconds', full: 'as the default' },
  run: async ({ seed, log }) => {
    const [v, w, x] = [1.5, 0.5, 2]
    const params = { v: tensor(v), w: tensor(w) }
    const { program } = inspect(valueAndGrad(loss))(params, tensor(x))
    const printed = read(program)
    const [, gradient] = valueAndGrad(loss)(params, tensor(x))
    const drawn = valuesOf(printed, [v, w, x])
    const [, byV = '', byW = ''] = printed.outputs
    const differences = [
      Math.abs((drawn.get(byV) ?? Number.NaN) - (await gradient.v.item())),
      Math.abs((drawn.get(byW) ?? Number.NaN) - (await gradient.w.item())),
    ]
    const forward = forwardOf(printed)
    const back = printed.steps.filter(({ name }) => !forward.has(name))
    const reused = new Set(back.flatMap(({ operands }) => operands).filter((name) => forward.has(name)))

    const lines = await Promise.all(stacks.map(async (stack) => ({ name: stack.name, values: await gradientNorms(stack, depth, key(seed)) })))
    for (const { name, values } of lines) log(`${name.padEnd(10)}  ${values.map((value) => value.toExponential(1)).join(' ')}`)
    return {
      findings: {
        'equations of the forward pass': { value: printed.steps.length - back.length },
        'equations of the backward pass': { value: back.length },
        'values that are used again': { value: reused.size },
        'gradient drawn, less that of grad': { value: Math.max(...differences), note: 'f64 against f32' },
        ...Object.fromEntries(
          lines.map(({ name, values }) => [
            `${name}: gradient of layer 1, as a share of the last's`,
            { value: (values[0] ?? Number.NaN) / (values.at(-1) ?? Number.NaN), note: `${depth} layers` },
          ]),
        ),
      },
      pictures: {
        passes: picture(
          'Forward and backward pass of square(v tanh(w x) - 1)',
          passes(printed, [v, w, x], { inputs: ['v', 'w', 'x'], gradients: ['d loss / d v', 'd loss / d w'] }),
        ),
        'vanishing-gradient': plot('Norm of the gradient of each layer', lines),
      },
      text: program,
    }
  },
}
