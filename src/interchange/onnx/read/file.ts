import type { AttributeProto, FunctionProto } from '../onnx_pb.js'
import { fail } from './fault.js'
import type { External } from './stored.js'

/** The versions of ONNX's operators that are read. */
const opsets = { from: 7, to: 21 }

/** What the graphs of a file have in common. */
export interface File {
  /** The version of the operators. */
  readonly opset: number
  readonly external: External | undefined
  /** Functions that the file defines, by `functionKey`. */
  readonly functions: ReadonlyMap<string, FunctionProto>
  /** Within a function what its attributes are. */
  readonly settings: ReadonlyMap<string, AttributeProto>
  /** Functions around, from the outermost. */
  readonly calls: readonly string[]
  /** How many nodes may yet be read: functions are written out where they are called. */
  readonly budget: { left: number }
}

/** So many nodes are read, at most. */
export const mostRead = 100_000

/** By what nodes name a function. */
export const functionKey = (domain: string, name: string, overload: string): string => JSON.stringify([domain, name, overload])

interface Imports {
  readonly opsetImport: readonly { readonly domain: string; readonly version: bigint }[]
}

/**
 * The version of ONNX's operators that something is written for; a function that names none is written for that of the file.
 *
 * @throws InvalidArgument if there is not one, or it is not read
 */
export const opsetOf = (what: string, { opsetImport }: Imports, absent?: number): number => {
  const { from, to } = opsets
  const versions = opsetImport.filter(({ domain }) => domain === '' || domain === 'ai.onnx').map(({ version }) => version)
  if (versions.length === 0 && absent !== undefined) return absent
  const [opset] = versions
  if (opset === undefined || versions.length > 1) return fail(`${what} names ${versions.length} versions of ONNX's operators; it is one`)
  return opset >= from && opset <= to ? Number(opset) : fail(`${what} is written for opset ${opset}; ${from} to ${to} are read here`)
}
