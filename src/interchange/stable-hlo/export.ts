import {
  check,
  type DonateOptions,
  type Fn,
  InvalidArgument,
  internals,
  orThrow,
  type ParametersOf,
  type Tensor,
  type Tree,
} from '../../index.js'
import { item } from '../../program/program.js'
import { type Shape, sameShape } from '../../shape/dim.js'
import type { DType, TensorType } from '../../shape/dtype.js'
import type { Fit } from '../../shape/sentence.js'
import type { AnyFunction } from '../../tensor/call.js'
import type { TreeFunction } from '../../transforms/traced.js'
import { demandMesh } from '../mesh.js'
import { demandSharding } from '../shard.js'
import { type Mesh, type Sharding, type ShardingFault, sharded, shardingText } from '../sharding.js'
import { tracedWhole } from '../traced.js'
import { dotted, moduleText } from './module.js'

/**
 * How the tensors of an argument, or of the result, are divided: all alike, or each by its place in the tree, as in `.layers[0].kernel`, and its sizes.
 *
 * @category Other engines
 */
export type TreeSharding<M extends Mesh = Mesh> = null | Sharding<M> | ((path: string, shape: readonly number[]) => Sharding<M> | null)

/**
 * How a program is written, and divided among devices.
 *
 * @category Other engines
 */
export interface StableHloOptions<M extends Mesh = Mesh> extends DonateOptions {
  /** The devices; left out where there is one. */
  readonly mesh?: M
  /** For each argument how its tensors are divided; `null`, and what is left out, is whole on each device. */
  readonly shardings?: readonly TreeSharding<M>[]
  /** How the results are divided. Where this is left out the compiler decides, but for results that take the memory of donated arguments, which are divided as those. */
  readonly results?: TreeSharding<M>
}

/** The specs, or the sentence in the place of one that does not fit the tensor. */
type FitShardings<P extends readonly unknown[], M extends Mesh, Specs extends readonly unknown[]> = {
  readonly [I in keyof Specs]: Fit<FaultOf<P, M, I, Specs[I]>, Specs[I]>
}

type FaultOf<P extends readonly unknown[], M extends Mesh, I, Spec> = I extends keyof P
  ? P[I] extends Tensor<infer S extends Shape, DType>
    ? ShardingFault<'toStableHlo', M, S, Spec>
    : never
  : never

/**
 * A function of tensors as a text in StableHLO, which XLA compiles for processors, GPUs and TPUs, one or many: `await toStableHlo(step)(state, batch)`. Arguments are looked at for their shapes alone; what the
 * function closes over is written as constants. Whole training steps can be exported: derivatives and loops are in the text, and keys give the same random bits.
 *
 * With a mesh, arguments and results are divided among its devices as `shardings` and `results` say, and values within by `shard`: the compiler puts in the
 * communication. Donated arguments become results that take their memory (`tf.aliasing_output`). In the text arguments are named by their places, as in `%arg0.layers.1.kernel`.
 *
 * @throws ShapeMismatch if a tensor is not divided by its devices; InvalidArgument if part of the program has no form in StableHLO, or an option is none
 * @see https://openxla.org/stablehlo/spec
 * @example
 * const text = await toStableHlo((w: Tensor<[4, 3]>, x: Tensor<[16, 4]>) => matmul(x, w), {
 *   mesh: mesh({ data: 8 }),
 *   shardings: [null, ['data']],
 * })(zeros([4, 3]), zeros([16, 4]))
 *
 * @category Other engines
 */
export function toStableHlo<
  F extends AnyFunction,
  const M extends Mesh = Mesh,
  const Specs extends readonly TreeSharding[] = readonly TreeSharding[],
>(
  f: F,
  options?: Omit<StableHloOptions<M>, 'shardings'> & { readonly shardings?: FitShardings<ParametersOf<F>, M, Specs> },
): Fn<ParametersOf<F>, Promise<string>>
export function toStableHlo(f: AnyFunction, options?: StableHloOptions): (...args: readonly Tree[]) => Promise<string> {
  check.callable('toStableHlo', 'the function', f)
  const {
    mesh,
    shardings = [],
    results,
    donate = [],
  } = check.options('toStableHlo', 'f', options, ['mesh', 'shardings', 'results', 'donate'])
  if (mesh !== undefined) demandMesh('toStableHlo', 'the mesh', mesh)
  if (!Array.isArray(shardings))
    check.refuse('toStableHlo', 'shardings', "a list with the sharding of each argument, as in [null, ['data']]", shardings)
  check.numbers('toStableHlo', 'donate', donate, 'a list of numbers of arguments, as in [0]')
  if (!mesh && [...shardings, results].some((one) => one !== undefined && one !== null))
    throw new InvalidArgument('toStableHlo: tensors are divided among the devices of a mesh; give { mesh: mesh({ data: 8 }) }')
  /** The attribute of a tensor that is divided as its tree is. */
  const divided = (sharding: TreeSharding | undefined, { path, type: { shape } }: Place): readonly string[] => {
    if (!mesh || sharding === undefined) return []
    const spec = (typeof sharding === 'function' ? sharding(path, shape) : sharding) ?? []
    demandSharding('toStableHlo', spec)
    return [`sdy.sharding = #sdy.sharding${shardingText(orThrow(sharded('toStableHlo', mesh, shape, spec)), shape.length)}`]
  }
  return async (...args) => {
    if (shardings.length > args.length)
      throw new InvalidArgument(`toStableHlo: there are ${shardings.length} shardings for ${args.length} arguments`)
    const { program, outputs } = tracedWhole(f as TreeFunction, args, 'toStableHlo') // it gives a tree, or tracing throws
    const places = args.flatMap((arg, argument) =>
      internals.paths(arg).map((path) => ({ argument, path, isDonated: donate.includes(argument) })),
    )
    const given = places.map((place, i) => ({ ...place, ...item(program.inputs, i) }))
    const made = internals
      .paths(
        internals.unflatten(
          outputs,
          program.outputs.map(({ type }) => internals.placeholder(type)),
        ),
      )
      .map((path, i) => ({ path, ...item(program.outputs, i) }))
    const sources = sourcesOf(given, made)
    const dividedIn = given.map((place) => divided(mesh && (shardings[place.argument] ?? null), place))
    const captures = await Promise.all(program.captures.map((tensor) => tensor.data()))
    return moduleText(program, captures, {
      mesh,
      inputs: given.map(({ argument, path, type }, i) => {
        const result = sources.indexOf(i)
        const alias = result < 0 ? [] : [`tf.aliasing_output = ${result} : i32`]
        return { name: `arg${argument}${dotted(path)}`, type, attributes: [...item(dividedIn, i), ...alias] }
      }),
      outputs: made.map((place, i) => {
        const source = sources[i]
        return {
          name: `result${dotted(place.path)}`,
          type: place.type,
          attributes: source === undefined ? divided(results, place) : item(dividedIn, source),
        }
      }),
    })
  }
}

/** Where a tensor stands in its argument, or in the result. */
interface Place {
  readonly path: string
  readonly type: TensorType
}

/** For each result the donated argument whose memory it takes, if there is one of its type: rather that of its own place in a tree, `.kernel` of a state for `[0].kernel`. */
const sourcesOf = (
  given: readonly (Place & { readonly isDonated: boolean })[],
  made: readonly Place[],
): readonly (number | undefined)[] => {
  const taken = new Set<number>()
  const take = (fits: (from: Place, to: Place) => boolean, sources: readonly (number | undefined)[]) =>
    sources.map((source, i) => {
      const to = item(made, i)
      const found =
        source ??
        given.findIndex(
          (from, j) =>
            from.isDonated &&
            !taken.has(j) &&
            from.type.dtype === to.type.dtype &&
            sameShape(from.type.shape, to.type.shape) &&
            fits(from, to),
        )
      if (found < 0) return undefined
      taken.add(found)
      return found
    })
  const own = take(
    (from, to) => to.path.endsWith(from.path),
    made.map(() => undefined),
  )
  return take(() => true, own)
}
