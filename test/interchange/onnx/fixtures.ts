import { readFileSync } from 'node:fs'
import { type AnyTensor, type DType, tensor } from '../../../src/index.js'

interface Stored {
  readonly dtype: DType
  readonly shape: number[]
  readonly base64?: string
  readonly data?: number[]
}

/** A small model, and what onnxruntime makes of some inputs: written by scripts/onnx/fixtures.py. */
export interface Fixture {
  readonly name: string
  readonly model: string
  readonly inputs: { readonly [name: string]: Stored }
  readonly outputs: { readonly [name: string]: Stored }
}

const path = new URL('../../fixtures/onnx/operators.json', import.meta.url)

export const fixtures: readonly Fixture[] = JSON.parse(readFileSync(path, 'utf8'))

export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** The elements of a tensor of the fixture. */
export const elementsOf = ({ base64, data = [] }: Stored): readonly number[] =>
  base64 === undefined ? data : Array.from(new Float32Array(bytesOf(base64).buffer))

export const tensorOf = (stored: Stored): AnyTensor => tensor(elementsOf(stored) as number[], { shape: stored.shape, dtype: stored.dtype })
