import type { Buffer, Executable } from '../backends/backend.js'
import { lift, numbersOf, vectorsOf } from '../compile/lift.js'
import type { Program } from '../program/program.js'
import type { AnyArray, TensorType } from '../shape/dtype.js'

/** Kinds of pending programs that are kept ready. */
const keptKinds = 256

/** How programs are made ready, and the data that goes with them brought to the device. */
interface Maker {
  compile(program: Program): Executable
  upload(type: TensorType, data: AnyArray): Buffer
}

/** Programs that are one but for their numbers. */
interface Kind {
  /** The numbers of the program that was met first, and that program as it is. */
  readonly first: readonly number[]
  readonly exact: Executable
  /** The places where numbers have differed, and the program of which these are inputs. */
  places: readonly number[]
  general?: Executable
}

/**
 * What pending graphs stand for, made ready. The first time a program is met it is compiled as it is; if it turns up with other numbers, those become inputs
 * once and for all, so that a loop compiles no kernel for each turn. The least recently used are let go.
 */
export class ReadyPrograms {
  readonly #kinds = new Map<string, Kind>()

  constructor(private readonly on: Maker) {}

  /** An executable of the program, to be run now. */
  of(program: Program): Pick<Executable, 'run'> {
    const { numbers, text } = numbersOf(program)
    const values = numbers.map(({ value }) => value)
    const kind = this.#kinds.get(text) ?? { first: values, exact: this.on.compile(program), places: [] }
    this.#keep(text, kind)
    const differing = values.flatMap((value, place) => (value === kind.first[place] ? [] : [place]))
    if (differing.length === 0) return kind.exact
    if (!kind.general || differing.some((place) => !kind.places.includes(place))) {
      kind.places = [...new Set([...kind.places, ...differing])].sort((a, b) => a - b)
      kind.general?.release()
      kind.general = this.on.compile(lift(program, kind.places))
    }
    const { general, places } = kind
    return {
      run: (inputs) => {
        const vectors = vectorsOf(numbers, places).map(({ type, data }) => this.on.upload(type, data))
        try {
          return general.run([...inputs, ...vectors])
        } finally {
          for (const vector of vectors) vector.release()
        }
      },
    }
  }

  #keep(text: string, kind: Kind): void {
    this.#kinds.delete(text)
    this.#kinds.set(text, kind)
    const [oldest] = this.#kinds
    if (!oldest || this.#kinds.size <= keptKinds) return
    this.#kinds.delete(oldest[0])
    oldest[1].exact.release()
    oldest[1].general?.release()
  }
}
