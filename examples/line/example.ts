import { add, grad, jit, key, mean, mul, square, sub, type Tensor, tree, uniform, zeros } from 'typegrad'
import { chart } from '../kit/chart.js'
import type { Example } from '../kit/example.js'
import { picture } from '../kit/svg.js'

type Line = { slope: Tensor<[]>; offset: Tensor<[]> }

/** One step of gradient descent on the mean squared error. */
const stepOn = (x: Tensor<[100]>, y: Tensor<[100]>) => {
  const loss = ({ slope, offset }: Line) => mean(square(sub(add(mul(x, slope), offset), y)))
  return jit((line: Line) => tree.map((value, gradient) => sub(value, mul(gradient, 0.5)), line, grad(loss)(line)))
}

export const example: Example = {
  name: 'line',
  about: 'Fits a line to 100 points of y = 0.1 x + 0.3 by gradient descent.',
  sizes: { quick: 'as the default', default: '200 steps: a second', full: 'as the default' },
  run: async ({ seed, log }) => {
    const x = uniform(key(seed), [100])
    const step = stepOn(x, add(mul(x, 0.1), 0.3))
    let line: Line = { slope: uniform(key(seed + 1), [], { min: -1, max: 1 }), offset: zeros([]) }
    const curves = []
    for (let i = 0; i <= 200; i++) {
      const [slope, offset] = [await line.slope.item(), await line.offset.item()]
      if (i % 20 === 0) log(`step ${i}: y = ${slope.toFixed(4)} x + ${offset.toFixed(4)}`)
      if ([0, 2, 10, 50, 200].includes(i)) curves.push({ name: `step ${i}`, points: [[0, offset] as const, [1, slope + offset] as const] })
      if (i < 200) line = step(line)
    }
    const target = { name: '0.1 x + 0.3', points: [[0, 0.3] as const, [1, 0.4] as const], dashed: true }
    return {
      findings: {
        slope: { value: await line.slope.item(), note: '0.1 in the data' },
        offset: { value: await line.offset.item(), note: '0.3 in the data' },
      },
      pictures: { lines: picture('The line after so many steps', chart([...curves, target], { x: 'x', y: 'y', width: 520, height: 320 })) },
    }
  },
}
