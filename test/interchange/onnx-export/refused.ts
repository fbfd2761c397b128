/** Primitives that ONNX, opset 17, has no operators for. */
export const refused: readonly string[] = ['randomBits', 'gammaWord', 'gammaSlope', 'poissonCount']
