import { batchNorm, dense, flatten, glorotNormal, heNormal, relu, repeated, residual, sequential, serial, sigmoid, tanh } from 'typegrad/dsl'
import { stack } from './measure.js'

const width = 32

/** Variance 1 / width: signals keep their size where the slope is 1 (Glorot and Bengio 2010). */
const glorot = { kernelInit: glorotNormal }
/** Variance 2 / width, for a ReLU, that lets half of them through (He and others 2015). */
const he = { kernelInit: heNormal }

/** What is compared, by what `--only` calls it. */
export const stacks = {
  sigmoid: stack('sigmoid, Glorot', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, serial(dense(width, glorot), sigmoid)), dense(10)),
  ),
  tanh: stack('tanh, Glorot', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, serial(dense(width, glorot), tanh)), dense(10)),
  ),
  'relu-glorot': stack('ReLU, Glorot', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, serial(dense(width, glorot), relu)), dense(10)),
  ),
  'relu-he': stack('ReLU, He', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, serial(dense(width, he), relu)), dense(10)),
  ),
  'batch-norm': stack('sigmoid, batch norm', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, serial(dense(width, glorot), batchNorm(), sigmoid)), dense(10)),
  ),
  residual: stack('ReLU, batch norm, residual', (depth: number) =>
    sequential([28, 28, 1], flatten, dense(width), repeated(depth, residual(serial(batchNorm(), relu, dense(width, he)))), dense(10)),
  ),
}
