import { batchNorm, conv2d, dense, glu, instanceNorm, maxout, prelu, rrelu, spectralNorm, weightNorm } from '../../dsl/index.js'
import { div, norm } from '../../src/index.js'
import { of } from './layer.js'
import { compareWithTorch, type Named } from './oracle.js'

/** A direction is of length 1, as `init` and each step leave it. */
const directed =
  (training: boolean) =>
  (inputs: Named<'x' | 'state.direction'>): Named =>
    of(
      spectralNorm(dense(4)),
      training,
    )(Object.assign({}, inputs, { 'state.direction': div(inputs['state.direction'], norm(inputs['state.direction'])) }))

compareWithTorch<'x' | 'state.direction'>('further-layers', {
  prelu: of(prelu()),
  'rrelu, predicting': of(rrelu({ lower: 0.1, upper: 0.4 })),
  glu: of(glu),
  maxout: of(maxout(4, 3)),
  'instanceNorm of sequences': of(instanceNorm()),
  'instanceNorm of images': of(instanceNorm()),
  'batchNorm by the convention of PyTorch': of(batchNorm({ batchShare: 0.3, unbiased: true }), true),
  'weightNorm of dense': of(weightNorm(dense(4))),
  'weightNorm of conv2d': of(weightNorm(conv2d(3, 3))),
  'spectralNorm of dense, training': directed(true),
  'spectralNorm of dense, predicting': directed(false),
})
