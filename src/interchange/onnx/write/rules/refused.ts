/** Primitives that ONNX, opset 17, has no operators for, and why. */
export const refused: Readonly<Record<string, string>> = {
  randomBits: 'ONNX has no words without a sign that all engines reckon with; draw outside, and pass in what is drawn',
  gammaWord: 'it is drawn from random bits; draw outside, and pass in what is drawn',
  poissonCount: 'it is drawn from random bits; draw outside, and pass in what is drawn',
  gammaSlope: 'ONNX has no gamma function',
}
