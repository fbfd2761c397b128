import { mul, sub } from 'typegrad'
import { conv2d, dense, flatten, lambda, relu, sequential } from 'typegrad/dsl'
import type { Size } from './view.js'

/**
 * PilotNet: five convolutions and four dense layers from a picture to the steering, one over the radius. The paper's pictures are 66 x 200 and its windows are not padded;
 * here they are, so that smaller pictures go through as well.
 *
 * @see Bojarski and others, End to end learning for self-driving cars, arXiv:1604.07316
 */
export const pilotNet = ({ height, width }: Size) =>
  sequential(
    [height, width, 3],
    lambda((x) => sub(mul(x, 2), 1), { output: [height, width, 3] }), // from -1 to 1
    conv2d(24, 5, { stride: 2, padding: 'same' }),
    relu,
    conv2d(36, 5, { stride: 2, padding: 'same' }),
    relu,
    conv2d(48, 5, { stride: 2, padding: 'same' }),
    relu,
    conv2d(64, 3, { padding: 'same' }),
    relu,
    conv2d(64, 3, { padding: 'same' }),
    relu,
    flatten,
    dense(100),
    relu,
    dense(50),
    relu,
    dense(10),
    relu,
    dense(1),
  )
