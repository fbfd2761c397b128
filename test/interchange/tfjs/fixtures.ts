import { readFileSync } from 'node:fs'
import { type AnyTensor, type DType, tensor } from '../../../src/index.js'

interface Stored {
  readonly dtype: string
  readonly shape: number[]
  readonly data: number[]
}

/** A small model, and what TensorFlow.js makes of some inputs: written by scripts/tfjs/fixtures.mjs. */
export interface Fixture {
  readonly name: string
  readonly model: object
  readonly weights: string
  readonly inputs: { readonly [name: string]: Stored }
  /** By name, or in the order of the model. */
  readonly outputs: { readonly [name: string]: Stored } | readonly Stored[]
}

const read = (name: string): readonly Fixture[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/tfjs/${name}.json`, import.meta.url), 'utf8'))

export const graphs = read('graphs')
export const layers = read('layers')

export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

const dtypes: Readonly<Record<string, DType>> = { float32: 'f32', int32: 'i32', bool: 'bool' }

export const dtypeOf = ({ dtype }: Stored): DType | undefined => dtypes[dtype]

export const inputsOf = ({ inputs }: Fixture): { readonly [name: string]: AnyTensor } =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, stored]) => [name, tensor(stored.data, { shape: stored.shape, dtype: dtypeOf(stored) ?? 'f32' })]),
  )
