import { type AnyTensor, transpose } from '../../../index.js'

/* ONNX has channels behind the batch, `[N, C, ...spatial]`; operations here have them last. Movement costs nothing: whoever reads, reads elsewhere. */

/** `[N, C, ...spatial]` as `[N, ...spatial, C]`. */
export const channelsLast = (x: AnyTensor): AnyTensor => transpose(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1])

/** `[N, ...spatial, C]` as `[N, C, ...spatial]`. */
export const channelsFirst = (x: AnyTensor): AnyTensor => transpose(x, [0, x.rank - 1, ...x.shape.slice(2).map((_, i) => i + 1)])
