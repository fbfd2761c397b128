import { conv2d, dense, dropout, flatten, maxPool2d, relu, sequential, serial } from 'typegrad/dsl'

const first = serial(conv2d(8, 5, { padding: 'same' }), relu)
const second = serial(maxPool2d(2), conv2d(16, 5, { padding: 'same' }), relu)
const reading = serial(maxPool2d(2), flatten, dropout(0.3), dense(64), relu, dense(10))

/** What reads digits: a picture of 28 x 28 pixels, from 0 (paper) to 1 (ink), to a logit for each digit. */
export const model = sequential([28, 28, 1], first, second, reading)
