import { arity, item, type Program } from '../../program/program.js'
import type { TensorType } from '../../shape/dtype.js'
import type { HloValue } from '../../tensor/stable-hlo.js'
import { type Mesh, meshText } from '../sharding.js'
import { typeText } from './types.js'
import { type Module, Writer } from './writer.js'

/** A place in a tree as part of a name in MLIR: `.layers.1.kernel` of `.layers[1].kernel`. */
export const dotted = (path: string): string => path.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll(/[^\w$.-]/g, '_')

/** What stands at an argument or a result: its name, its type, its attributes. */
export interface Place {
  readonly name: string
  readonly type: TensorType
  readonly attributes: readonly string[]
}

/** The names, each once: of equal ones the later have a number behind. Keys of a tree may differ in letters alone that MLIR does not have in names. */
const distinct = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    let own = name
    for (let i = 1; taken.has(own); i++) own = `${name}_${i}`
    taken.add(own)
    return own
  })
}

const attributesText = (attributes: readonly string[]): string => (attributes.length > 0 ? ` {${attributes.join(', ')}}` : '')

/** A program as a module, with the values of what it captured as constants. */
export const moduleText = (
  program: Program,
  captures: readonly ArrayLike<number>[],
  { inputs, outputs, mesh }: { readonly inputs: readonly Place[]; readonly outputs: readonly Place[]; readonly mesh?: Mesh | undefined },
): string => {
  const module: Module = { functions: new Map(), mesh }
  const writer = new Writer(module)
  const names = distinct(inputs.map(({ name }) => name))
  const args = inputs.map(({ type }, i): HloValue => ({ name: `%${item(names, i)}`, type }))
  const constants = program.inputs.slice(arity(program)).map(({ type }, i) => writer.constant(captures[i] ?? [], type))
  const results = writer.program(program, [...args, ...constants])
  const list = inputs.map(({ type, attributes }, i) => `${item(args, i).name}: ${typeText(type)}${attributesText(attributes)}`)
  const resultNames = distinct(outputs.map(({ name }) => name))
  const made = outputs.map(
    ({ type, attributes }, i) => `${typeText(type)}${attributesText([`jax.result_info = "${item(resultNames, i)}"`, ...attributes])}`,
  )
  const devices = module.mesh && Object.values(module.mesh).reduce((all, n) => all * n, 1)
  return [
    `module @typegrad${devices ? ` attributes {mhlo.num_partitions = ${devices} : i32, mhlo.num_replicas = 1 : i32}` : ''} {`,
    ...(module.mesh ? [`  sdy.mesh @mesh = ${meshText(module.mesh)}`] : []),
    `  func.func public @main(${list.map((one) => `\n      ${one}`).join(',')}`,
    `  ) -> (${made.map((one) => `\n      ${one}`).join(',')}`,
    '  ) {',
    ...writer.lines,
    `    return ${results.map(({ name }) => name).join(', ')} : ${results.map(({ type }) => typeText(type)).join(', ')}`,
    '  }',
    ...module.functions.values(),
    '}',
    '',
  ].join('\n')
}
