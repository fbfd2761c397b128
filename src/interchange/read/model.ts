import { type AnyTensor, type DType, Tensor } from '../../index.js'
import { failing, named } from './fault.js'
import { type Bound, type Declared, type StatedAll, signatureOf, type Tensors } from './signature.js'
import type { Value } from './value.js'

/** A file that was read: a function of parameters and inputs, in the order of the file. */
export interface Read<Name extends string> {
  readonly inputs: readonly Declared<Name>[]
  readonly outputs: readonly Declared<Name>[]
  readonly parameters: Tensors
  readonly run: (parameters: Tensors, inputs: readonly Value[]) => readonly Value[]
}

interface Expected {
  readonly inputs?: StatedAll
  readonly outputs?: StatedAll
}

/** What a file says of an input or a result; a size that it leaves open is a name, or `null`. */
interface Told<Name extends string> {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly (number | Name | null)[] | undefined
}

const toldOf = <Name extends string>({ name, dtype, shape }: Declared<Name>): Told<Name> => ({
  name,
  dtype,
  shape: shape?.map((size) => size ?? null),
})

/**
 * What a function gives for a file: compared with what is stated of it.
 *
 * @throws InvalidArgument if that is not what the file says
 */
export const modelOf = <Name extends string>(of: string, { inputs, outputs, parameters: own, run }: Read<Name>, stated: Expected) => {
  const fail = failing(of)
  const { demandStated, demandGiven, valuesOf } = signatureOf(of)
  const demandParameters = (parameters: Tensors): void => {
    if (typeof parameters !== 'object' || parameters === null) fail('apply takes the parameters first, and then the inputs')
    const shown = ({ dtype, shape }: AnyTensor): string => `${dtype}[${shape.join(', ')}]`
    for (const [name, wanted] of Object.entries(own)) {
      const given: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined
      const found = given instanceof Tensor ? shown(given) : given === undefined ? 'nothing' : typeof given
      if (found !== shown(wanted)) fail(`the parameter ${named(name)} is ${shown(wanted)}; got ${found}`)
    }
  }
  demandStated('input', inputs, stated.inputs)
  demandStated('result', outputs, stated.outputs)
  const apply = (parameters: Tensors, given: unknown): Tensors => {
    demandParameters(parameters)
    const bound: Bound = new Map()
    const results = run(parameters, valuesOf(inputs, given, stated.inputs, bound))
    return Object.fromEntries(
      results.map(({ tensor }, i) => {
        const name = outputs[i]?.name ?? ''
        demandGiven('result', name, tensor, stated.outputs?.[name], bound)
        return [name, tensor]
      }),
    )
  }
  return { parameters: own, apply, inputs: inputs.map(toldOf), outputs: outputs.map(toldOf) }
}
