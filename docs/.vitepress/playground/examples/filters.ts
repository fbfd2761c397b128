// What a convolution makes of a picture: edges, blurred, sharpened.
import { conv, type Tensor, tensor } from 'typegrad'
import { mnist } from 'typegrad/dsl'
import { image } from 'playground'

const { train } = await mnist()
const pictures = train.take([0, 1, 2, 3, 4, 5]).x // [6, 28, 28, 1]
image(pictures, { title: 'pictures', zoom: 3 })

const filters = {
  'edges across': [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  'edges down': [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  outline: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
  blurred: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
} as const

for (const [title, numbers] of Object.entries(filters)) {
  const kernel: Tensor<[3, 3, 1, 1]> = tensor(numbers.flat(), { shape: [3, 3, 1, 1] })
  image(conv(pictures, kernel, { padding: 'same' }), { title, zoom: 3 })
}
