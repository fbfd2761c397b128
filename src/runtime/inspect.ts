import { printWgsl, type Shader } from '../backends/webgpu/wgsl/print.js'
import type { Compiled, Limits } from '../compile/compile.js'
import type { Nest } from '../compile/nest/nest.js'
import { textOf } from '../compile/nest/numbers.js'
import { nestText } from '../compile/nest/print.js'
import type { Kernel } from '../compile/parts.js'
import { bytesOf, type Location, type Memory, type Plan, slicedBy } from '../compile/plan.js'
import { threadSchedules } from '../compile/schedule/build.js'
import { type Prepared, prepare, type Staged, type Step } from '../compile/stages.js'
import { printProgram } from '../program/print.js'
import { lookup, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import type { AnyFunction, ParametersOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { currentDevice } from '../tensor/device.js'
import type { Tree } from '../tensor/tree.js'
import { leavesOf, type TreeFunction, traceTrees } from '../transforms/traced.js'
import { BackendDevice } from './device.js'
import { type DonateOptions, donatedBy } from './jit.js'

/** What becomes of a function on its way to the device; each part is text to be read. */
export interface Inspection {
  /** The program, as it was simplified. */
  readonly program: string
  /** Its kernels: what each makes from what, and why it ends where it does. */
  readonly kernels: string
  /** Where values lie in memory, and the most that is in use. */
  readonly plan: string
  /** The kernels as they go to the device: WGSL; for the cpu backend the loops that it assembles. */
  readonly code: string
  /** The WebAssembly module of these kernels, each a function by its name, for tools that disassemble it. Undefined but for the cpu backend. */
  readonly wasm: Uint8Array | undefined
  /** The numbers, for tests. */
  readonly counts: {
    readonly equations: number
    readonly dispatches: number
    /** Distinct kernels, each of which the driver compiles once. */
    readonly kernels: number
    readonly peakBytes: number
  }
  toString(): string
}

const showLocation = ({ kind, index }: Location): string => `${kind} ${index}`

const showKernel = ({ program, fused, plan, limits }: Compiled, kernel: Kernel, number: number): string => {
  const place = (variable: Variable) => `${showType(variable.type)} (${showLocation(lookup(plan.locations, variable))})`
  const made = [
    ...new Set(
      kernel.parts.map(
        ({ whole, reductions }) => (whole ? [whole] : reductions).map(({ primitive }) => primitive.name).join(' and ') || 'elementwise',
      ),
    ),
  ]
  const head = `kernel ${number}: ${made.join(' + ')}, ${limits.schedules.describe(kernel)}, ${kernel.parts.map(({ size }) => size).join(' + ')} elements`
  const why = (variable: Variable) => (program.outputs.includes(variable) ? 'an output' : (fused.cuts.stored.get(variable) ?? ''))
  return [
    head,
    ...kernel.reads.map((variable) => `  reads  ${place(variable)}`),
    ...kernel.writes.map((variable) => `  writes ${place(variable)}: ${why(variable)}`),
  ].join('\n')
}

const showMemory = ({
  plan,
  program,
}: {
  readonly plan: Pick<Plan, 'slots' | 'outputs' | 'halves'>
  readonly program: Program
}): readonly string[] => [
  ...program.inputs.map(({ type }, i) => `input ${i}   ${showType(type)}  ${bytesOf(type, plan)} bytes`),
  ...plan.slots.map((bytes, i) => `slot ${i}    ${bytes} bytes`),
  ...plan.outputs.map(
    ({ type, location, copy }, i) =>
      `output ${i}  ${showType(type)}  in ${showLocation(location)}${copy ? `, copied from ${showLocation(copy.from)}` : ''}`,
  ),
]

const showPlan = (compiled: Compiled): string =>
  [...showMemory(compiled), `temporaries and results: ${compiled.plan.peakBytes} bytes at most`].join('\n')

interface Parts extends Pick<Inspection, 'program' | 'kernels' | 'plan' | 'code'> {
  readonly counts: Omit<Inspection['counts'], 'kernels'>
}

/** What each memory of a kernel is, a line for each. */
const showBindings = ({ program, plan }: Compiled, bindings: Nest['bindings']): string =>
  bindings
    .map(({ location, dtype, size }, i) => {
      const { kind, index } = location
      const type = kind === 'slot' ? undefined : (kind === 'input' ? program.inputs : plan.outputs)[index]?.type
      const turn = slicedBy(plan, location)
      return `// x${i} is ${showLocation(location)}: ${turn ? `${turn.length} of ` : ''}${type ? showType(type) : `${size} of ${dtype}`}\n`
    })
    .join('')

const showShader = (compiled: Compiled, { wgsl, workgroups, numbers, bindings }: Shader, i: number): string => {
  const head = `// kernel ${i}: ${workgroups.join(' x ')} workgroups${numbers ? `, numbers ${numbers.join(', ')}` : ''}`
  return `${head}\n${showBindings(compiled, bindings)}${wgsl}`
}

const showNest = (compiled: Compiled, nest: Nest, i: number): string =>
  `// kernel ${i}\n${showBindings(compiled, nest.bindings)}${nestText(nest)}`

const ofKernels = (compiled: Compiled): Parts => {
  const kernels = compiled.fused.kernels.filter(({ writes }) => writes.some(({ type }) => sizeOf(type.shape) > 0))
  return {
    program: printProgram(compiled.program),
    kernels: kernels.map((kernel, i) => showKernel(compiled, kernel, i)).join('\n'),
    plan: showPlan(compiled),
    code: compiled.limits.schedules.isForVectors
      ? compiled.nests.map((nest, i) => showNest(compiled, nest, i)).join('\n\n')
      : compiled.nests.map((nest, i) => showShader(compiled, printWgsl(nest), i)).join('\n'),
    counts: { equations: compiled.program.equations.length, dispatches: compiled.nests.length, peakBytes: compiled.plan.peakBytes },
  }
}

/** A loop is its turn, as often as it runs. */
const ofStep = ({ work, makes }: Step, memory: Memory): Parts & { readonly head: string } => {
  const made = makes.map(({ type }) => showType(type)).join(', ')
  if (work.kind !== 'loop') return { ...partsOf(work), head: `makes ${made}` }
  const { counts, ...parts } = partsOf(work.body)
  const { carried, lists } = work.loop.outputs(work.loop.program.outputs.map(({ type }) => bytesOf(type, memory)))
  const isCopied = work.body.kind === 'staged' // its slices have memory of their own
  const taken = work.loop.inputs(work.loop.program.inputs.map(({ type }) => bytesOf(type, memory))).lists
  const beside = 2 * total(carried) + (isCopied ? total([...taken, ...lists]) : 0)
  return {
    ...parts,
    head: `${work.loop.length} turns${work.loop.reverse ? ', the last first' : ''}, make ${made}`,
    counts: { ...counts, dispatches: work.loop.length * counts.dispatches, peakBytes: counts.peakBytes + beside },
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

const ofStages = (staged: Staged): Parts => {
  const { program, steps, plan } = staged
  const parts = steps.map((step) => ofStep(step, plan))
  const each = (part: 'kernels' | 'plan' | 'code') => parts.map(({ head, [part]: text }, i) => `step ${i}: ${head}\n${text}`).join('\n')
  // What lies between steps, and results, is there all the while; what a step makes for itself is there while it runs.
  const results = plan.outputs.filter(({ location }) => location.kind === 'output').map(({ type }) => bytesOf(type, plan))
  const between = total(plan.slots) + total(results)
  return {
    program: printProgram(program),
    kernels: each('kernels'),
    plan: [each('plan'), 'all steps:', ...showMemory(staged), `between steps, and results: ${between} bytes`].join('\n'),
    code: each('code'),
    counts: {
      equations: program.equations.length,
      dispatches: total(parts.map(({ counts }) => counts.dispatches)),
      peakBytes: between + Math.max(...parts.map(({ counts }) => counts.peakBytes)),
    },
  }
}

const partsOf = (prepared: Prepared): Parts => (prepared.kind === 'kernels' ? ofKernels(prepared.compiled) : ofStages(prepared))

/** The texts of all kernels, those of loops and steps among them. */
const textsOf = (prepared: Prepared): readonly string[] =>
  prepared.kind === 'kernels'
    ? [...new Map(prepared.compiled.nests.map((nest) => [nest.body, nest])).values()].map(textOf)
    : prepared.steps.flatMap(({ work }) => textsOf(work.kind === 'loop' ? work.body : work))

/** What the compiler makes of a program, as text. */
const describe = (prepared: Prepared, assembled: () => Inspection['wasm']): Inspection => {
  const { counts, ...parts } = partsOf(prepared)
  const toString = (): string => Object.values(parts).join('\n\n')
  const shown = { [Symbol.for('nodejs.util.inspect.custom')]: toString } // Node's `console.log` reads it
  return {
    ...parts,
    counts: { ...counts, kernels: new Set(textsOf(prepared)).size },
    toString,
    ...shown,
    get wasm() {
      return assembled()
    },
  }
}

/** What WebGPU promises of every adapter. */
const leastLimits: Limits = { bindings: 8, schedules: threadSchedules('gpu') }

/**
 * Shows what `jit(f)` would run for these arguments, without running it: program, kernels, memory plan and code, for the device acquired last, or
 * for the least that WebGPU promises.
 *
 * @example console.log(inspect(grad(loss))(w, x, y).kernels)
 *
 * @category Devices and debugging
 */
export function inspect<F extends AnyFunction>(f: F, options?: DonateOptions): (...args: ParametersOf<F>) => Inspection
export function inspect(f: TreeFunction, options?: DonateOptions): (...args: readonly Tree[]) => Inspection {
  check.callable('inspect', 'what is inspected', f)
  const donate = donatedBy('inspect', check.options('inspect', 'f', options, ['donate']))
  return (...args) => {
    const { program } = traceTrees(f, args, 'inspect')
    const donated = leavesOf(args, donate)
    const device = currentDevice()
    const backend = device instanceof BackendDevice && device.backend !== 'reference' ? device.on : undefined
    const prepared = prepare(program, backend?.limits ?? leastLimits, donated)
    return describe(prepared, () => backend?.assemble?.(prepared, program.inputs.length))
  }
}
