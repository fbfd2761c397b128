/** A binary heap: `pop` gives the first of what was pushed, by an order as that of `sort`. */
export class Heap<Item> {
  readonly #items: Item[] = []
  readonly #order: (a: Item, b: Item) => number

  constructor(order: (a: Item, b: Item) => number) {
    this.#order = order
  }

  push(item: Item): void {
    let at = this.#items.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = this.#items[parent]
      if (above === undefined || this.#order(above, item) <= 0) break
      this.#items[at] = above
      at = parent
    }
    this.#items[at] = item
  }

  pop(): Item | undefined {
    const [top] = this.#items
    const last = this.#items.pop()
    if (last === undefined || this.#items.length === 0) return top
    let at = 0
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const child = this.#before(right, left) ? right : left
      const below = this.#items[child]
      if (below === undefined || this.#order(last, below) <= 0) break
      this.#items[at] = below
      at = child
    }
    this.#items[at] = last
    return top
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#items[a], this.#items[b]]
    return one !== undefined && other !== undefined && this.#order(one, other) < 0
  }
}
