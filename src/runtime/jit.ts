import type { Executable } from '../backends/backend.js'
import { DeviceUnavailable, DisposedTensor } from '../errors.js'
import { call } from '../program/interpret.js'
import { item, type Program } from '../program/program.js'
import { showType } from '../shape/dtype.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { currentDevice, homeOf } from '../tensor/device.js'
import { watchesKeys } from '../tensor/key-use.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { leaves, paths, type Structure, structure, type Tree, unflatten } from '../tensor/tree.js'
import { leavesOf, spend, type TreeFunction, traceTrees } from '../transforms/traced.js'
import { checks } from './checker.js'
import { BackendDevice } from './device.js'

export interface JitOptions {
  /** Numbers of arguments whose tensors are used up by the call: their memory is reused for results. */
  readonly donate?: readonly number[]
}

/** The numbers of the arguments that are used up, once function and options are what they should be. */
export const donatedBy = (name: string, f: TreeFunction, options: JitOptions | undefined): readonly number[] => {
  check.callable(name, 'what is compiled', f)
  const { donate = [] } = check.options(name, 'f', options, ['donate'])
  check.numbers(name, 'donate', donate, 'a list of numbers of arguments, as in [0]')
  return donate
}

interface Ready {
  readonly program: Program
  readonly executable: Executable
  readonly outputs: Structure
  /** Leaves that are keys which a call uses up, while that is watched. */
  readonly spent: readonly number[]
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
 */
export function jit<F extends AnyFunction>(f: F, options?: JitOptions): Fn<ParametersOf<F>, ReturnOf<F>>
export function jit(f: TreeFunction, options?: JitOptions): TreeFunction {
  const donate = donatedBy('jit', f, options)
  const ready = new WeakMap<BackendDevice, Map<string, Ready>>()
  const name = f.name || 'a jitted function'

  return (...args: readonly Tree[]) => {
    const flat = leaves(args, `${name}: argument`)
    // Inside a trace a jitted function is the function: the outer program takes it in whole.
    if (flat.some(({ traced }) => traced)) return f(...(args as never[])) // the arguments f was made for
    const device = deviceFor(flat)
    const shape = structure(args)
    // What `debug` asks for is asked while a function is traced.
    const key = `${checks()} ${watchesKeys()} ${shape.key} ${flat.map(({ type }) => showType(type)).join(' ')}`
    const byKey = ready.get(device) ?? new Map<string, Ready>()
    ready.set(device, byKey)
    const donated = leavesOf(args, donate)
    let entry = byKey.get(key)
    if (!entry) {
      const { program, outputs, spent } = traceTrees(f, args, name)
      // It closes over an outer trace's argument, so it is no function of its own: it joins that trace.
      if (program.captures.some(({ traced }) => traced)) {
        spend(flat, spent, name)
        return unflatten(outputs, call(program, flat))
      }
      entry = { program, outputs, spent, executable: device.compile(program, donated) }
    }
    keep(byKey, key, entry)
    const { program, executable, outputs, spent } = entry
    spend(flat, spent, name)
    demandDonatable(name, args, flat, donated, program.captures)
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
  oldest[1].executable.release()
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
