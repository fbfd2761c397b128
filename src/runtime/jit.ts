import type { Executable } from '../backends/backend.js'
import { DeviceUnavailable, DisposedTensor } from '../errors.js'
import { call as apply } from '../program/interpret.js'
import { item } from '../program/program.js'
import { showType } from '../shape/dtype.js'
import type { AnyFunction, CheckArgs, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { currentDevice, homeOf } from '../tensor/device.js'
import { watchesKeys } from '../tensor/key-use.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { leaves, paths, structure, type Tree, unflatten } from '../tensor/tree.js'
import { leavesOf, spend, type Traced, type TreeFunction, traceTrees } from '../transforms/traced.js'
import { checks } from './checker.js'
import { BackendDevice } from './device.js'
import { Preparation } from './preparation.js'

/**
 * Which arguments a compiled function uses up.
 *
 * @category Transforms and control flow
 */
export interface DonateOptions {
  /** Numbers of arguments whose tensors are used up by the call: their memory is reused for results. */
  readonly donate?: readonly number[]
}

/**
 * How a function is compiled.
 *
 * @category Transforms and control flow
 */
export interface JitOptions extends DonateOptions {
  /** Told how many kernels the driver has compiled, of how many, while it compiles some: at first, and after each. */
  readonly progress?: (compiled: number, kernels: number) => unknown
}

/**
 * A compiled function.
 *
 * @category Transforms and control flow
 */
export interface Jitted<in out P extends readonly unknown[], in out R> extends Fn<P, R> {
  /**
   * Compiles it for arguments like these, which are neither computed with nor used up, so that a call has no kernel to wait for. A call that is made before that is in order too: it
   * runs when its kernels are there.
   *
   * @throws KernelRejected if the driver refuses a kernel; what a call throws besides
   * @example
   * const step = jit(grad(loss), { progress: (compiled, kernels) => console.log(`compiling ${compiled} of ${kernels} kernels`) })
   * await step.compile(params, batch)
   */
  compile<const A extends readonly unknown[]>(...args: CheckArgs<P, A>): Promise<void>
}

/** The numbers of the arguments that are used up, once they are what they should be. */
export const donatedBy = (name: string, { donate = [] }: DonateOptions): readonly number[] => {
  check.numbers(name, 'donate', donate, 'a list of numbers of arguments, as in [0]')
  return donate
}

/** A function as it was traced, and what of that is kept. */
type Kept = Pick<Traced, 'program' | 'outputs' | 'spent'>

interface Ready extends Kept {
  readonly executable: Preparation<Executable>
}

/** The device a call runs on: where its arguments lie, else the one acquired last. */
const deviceFor = (tensors: readonly AnyTensor[]): BackendDevice => {
  const device = tensors.map(homeOf).find((home) => home !== undefined) ?? currentDevice()
  if (device instanceof BackendDevice) return device
  throw new DeviceUnavailable('jit: there is no device yet; `await acquire()` first')
}

/**
 * `f`, compiled: traced once for each set of argument types, differentiated parts and all fused into kernels, and run as one submit. Tensors
 * in the arguments vary from call to call. Everything else in them (numbers, strings) is part of the types: another value compiles anew, so
 * pass what changes as a tensor; the last 64 are kept. What `f` closes over is fixed when it is traced. Results are on the device when the call returns, before they are computed; only reading waits.
 *
 * With `donate`, the tensors of those arguments are used up, and their memory becomes that of the results.
 *
 * @throws DeviceUnavailable if no device was acquired; DisposedTensor if a donated tensor is used twice, or after
 * @example
 * const step = jit((w: Tensor<[784, 10]>, x: Tensor<['N', 784]>) => softmax(matmul(x, w)))
 *
 * @category Transforms and control flow
 */
export function jit<F extends AnyFunction>(f: F, options?: JitOptions): Jitted<ParametersOf<F>, ReturnOf<F>>
export function jit(f: TreeFunction, options?: JitOptions): TreeFunction & { readonly compile: (...args: never[]) => Promise<void> } {
  check.callable('jit', 'what is compiled', f)
  const given = check.options('jit', 'f', options, ['donate', 'progress'])
  const donate = donatedBy('jit', given)
  const { progress = () => undefined } = given
  check.callable('jit', 'progress', progress)
  const compiled = new WeakMap<BackendDevice, Map<string, Ready>>()
  const name = f.name || 'a jitted function'

  /** What was made of it for such arguments; nothing if it is no function of its own, but one of an outer trace. */
  const readyFor = (device: BackendDevice, args: readonly Tree[], flat: readonly AnyTensor[]): Ready | Kept => {
    // What `debug` asks for is asked while a function is traced.
    const key = `${checks()} ${watchesKeys()} ${structure(args).key} ${flat.map(({ type }) => showType(type)).join(' ')}`
    const byKey = compiled.get(device) ?? new Map<string, Ready>()
    compiled.set(device, byKey)
    const met = byKey.get(key)
    if (met) {
      keep(byKey, key, met)
      return met
    }
    const { program, outputs, spent } = traceTrees(f, args, name)
    // It closes over an outer trace's argument, so it is no function of its own: it joins that trace.
    if (program.captures.some(({ traced }) => traced)) return { program, outputs, spent }
    // What failed may be tried again.
    const executable = new Preparation(device.compile(program, leavesOf(args, donate)), () => byKey.delete(key))
    const ready: Ready = { program, outputs, spent, executable }
    keep(byKey, key, ready)
    return ready
  }

  const call = (...args: readonly Tree[]): Tree => {
    const flat = leaves(args, `${name}: argument`)
    // Inside a trace a jitted function is the function: the outer program takes it in whole.
    if (flat.some(({ traced }) => traced)) return f(...(args as never[])) // the arguments f was made for
    const device = deviceFor(flat)
    const donated = leavesOf(args, donate)
    const ready = readyFor(device, args, flat)
    const { program, outputs, spent } = ready
    spend(flat, spent, name)
    if (!('executable' in ready)) return unflatten(outputs, apply(program, flat))
    demandDonatable(name, args, flat, donated, program.captures)
    const executable = ready.executable.atOnce()
    const inputs = [...flat, ...program.captures]
    device.realise(inputs)
    const buffers = inputs.map((tensor, i) => (donated.includes(i) ? device.spendable(tensor, name) : device.bufferOf(tensor, name)))
    const results = executable.run(buffers)
    for (const index of donated) device.donate(item(flat, index), name)
    return unflatten(
      outputs,
      device.resultsOf(
        program.outputs.map(({ type }) => type),
        results,
      ),
    )
  }

  const compile = async (...args: readonly Tree[]): Promise<void> => {
    const flat = leaves(args, `${name}: argument`)
    if (flat.some(({ traced }) => traced)) return
    const ready = readyFor(deviceFor(flat), args, flat)
    if (!('executable' in ready)) return
    const executable = await ready.executable.inSlices()
    await executable.compiled?.(progress)
  }

  return Object.assign(call, { compile })
}

/** Kinds of arguments that a function is kept compiled for. */
const keptKinds = 64

/** Puts an entry last in line to go, and lets the first in line go if there are too many. */
const keep = (byKey: Map<string, Ready>, key: string, entry: Ready): void => {
  byKey.delete(key)
  byKey.set(key, entry)
  const [oldest] = byKey
  if (!oldest || byKey.size <= keptKinds) return
  byKey.delete(oldest[0])
  // What is still being made goes with whoever waits for it.
  oldest[1].executable.made?.release()
}

/** A donated tensor must stand in one place only. */
const demandDonatable = (
  name: string,
  args: Tree,
  flat: readonly AnyTensor[],
  donated: readonly number[],
  captures: readonly AnyTensor[],
): void => {
  if (donated.length === 0) return
  const seen = new Map<AnyTensor, number>()
  for (const tensor of [...flat, ...captures]) seen.set(tensor, (seen.get(tensor) ?? 0) + 1)
  for (const index of donated)
    if ((seen.get(item(flat, index)) ?? 0) > 1)
      throw new DisposedTensor(
        `${name}: the donated argument${paths(args)[index]} is used in a second place too; pass a copy, or do not donate it`,
      )
}
