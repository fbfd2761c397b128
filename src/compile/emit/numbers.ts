import type { ScalarType } from '../../kernel/scalar.js'
import { item } from '../../program/program.js'
import type { Shader } from './shader.js'

/*
 * Kernels of one program that differ in numbers alone (the offsets of 48 unrolled steps, say) are one kernel of those numbers, compiled once. While a kernel is
 * written its numbers are marked; then those that differ are read from a buffer, and all others stand in the text.
 */

// Neither stands in a kernel otherwise.
const [begin, end] = ['«', '»']
const marks = /«([^»]*)»/g

/** A number in the text of a kernel that other kernels may have another number for. */
export const marked = (text: string): string => begin + text + end

/** The text with its numbers, as plain text. */
export const unmarked = (text: string): string => text.replace(marks, '$1')

const numbersOf = (text: string): readonly string[] => [...text.matchAll(marks)].map(([, number = '']) => number)

/** `37u`, `i32(-3)`, `0.1f`, `(-0.1f)`: the type, and the bits. */
const parsed = (text: string): { readonly type: ScalarType; readonly bits: number } => {
  const value = Number(text.replace(/i32|[()uf]/g, ''))
  if (text.startsWith('i32')) return { type: 'i32', bits: value >>> 0 }
  if (text.endsWith('u')) return { type: 'u32', bits: value >>> 0 }
  return { type: 'f32', bits: item([...new Uint32Array(Float32Array.of(value).buffer)], 0) }
}

/** Uniform buffers hold vectors of four. */
const read = (place: number, type: ScalarType): string => {
  const word = `numbers[${Math.floor(place / 4)}].${'xyzw'.charAt(place % 4)}`
  return type === 'u32' ? word : `bitcast<${type}>(${word})`
}

const shared = (shaders: readonly Shader[]): readonly Shader[] => {
  const numbers = shaders.map(({ wgsl }) => numbersOf(wgsl))
  const [first = []] = numbers
  const differing = [...first.keys()].filter((place) => numbers.some((others) => others[place] !== first[place]))
  if (differing.length === 0) return shaders.map((shader) => ({ ...shader, wgsl: unmarked(shader.wgsl) }))
  return shaders.map((shader, i) => {
    const own = item(numbers, i)
    let place = 0
    const body = shader.wgsl.replace(marks, (_, number: string) => {
      const at = differing.indexOf(place++)
      return at < 0 ? number : read(at, parsed(number).type)
    })
    const vectors = Math.ceil(differing.length / 4)
    const declared = `@group(0) @binding(${shader.bindings.length}) var<uniform> numbers: array<vec4<u32>, ${vectors}>;`
    const words = new Uint32Array(4 * vectors)
    words.set(differing.map((at) => parsed(item(own, at)).bits))
    return { ...shader, wgsl: `${declared}\n${body}`, numbers: words }
  })
}

/** The kernels of a program, in their order, those that differ in numbers alone with one text. */
export const shareNumbers = (shaders: readonly Shader[]): readonly Shader[] => {
  const groups = new Map<string, Shader[]>()
  const alike = (shader: Shader) => shader.wgsl.replace(marks, (_, number: string) => begin + parsed(number).type)
  for (const shader of shaders) {
    const text = alike(shader)
    const met = groups.get(text)
    if (met) met.push(shader)
    else groups.set(text, [shader])
  }
  const texts = new Map<Shader, Shader>()
  for (const group of groups.values()) for (const [i, made] of shared(group).entries()) texts.set(item(group, i), made)
  return shaders.map((shader) => texts.get(shader) ?? shader)
}
