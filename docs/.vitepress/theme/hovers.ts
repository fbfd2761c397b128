/*
 * Types over the names in code: one popup for the whole site, over what scripts/site/hovers.mjs has marked.
 *
 * A pointer that rests on a name shows its type; so does a tap, and Enter in a block that has the focus. Then arrows go from name to name, and Escape goes back.
 */

/** A type, and the first sentence of its docstring, if there is one. */
type Text = readonly [type: string, doc?: string]

const pages = import.meta.glob<readonly Text[]>('../cache/hovers/*.json', { import: 'default' })

const block = 'pre[data-hovers]'
const mark = `${block} [data-t]`

/** Pixels between a name and its popup, and between the popup and the window's edge. */
const [gap, edge] = [6, 12]

/** Milliseconds until the popup follows a pointer; so it can be reached, and does not flicker. */
const [opening, closing] = [120, 200]

/** Words and literals that are told apart from names. */
const parts = /("[^"]*"|\b\d[\d_.]*\b|^\(\w+(?: \w+)?\)|\b(?:const|let|var|function|class|interface|type|readonly|extends|infer|keyof)\b)/

const element = (name: string, className: string, ...children: (Node | string)[]): HTMLElement => {
  const made = document.createElement(name)
  made.className = className
  made.append(...children)
  return made
}

/** A type, coloured. */
const shown = (type: string): (Node | string)[] =>
  type
    .split(parts)
    .filter((text) => text !== '')
    .map((text) => {
      if (!parts.test(text)) return text
      return element('span', /^["\d]/.test(text) ? 'literal' : 'word', text)
    })

/** A sentence, with code as code. */
const said = (doc: string): (Node | string)[] => doc.split('`').map((text, i) => (i % 2 === 1 ? element('code', '', text) : text))

/** Goes from a name to the next one, or to the nearest of another line. */
const steps: Readonly<Record<string, (all: readonly HTMLElement[], at: number) => HTMLElement | undefined>> = {
  ArrowRight: (all, at) => all[at + 1],
  ArrowLeft: (all, at) => all[at - 1],
  ArrowDown: (all, at) => nearest(all[at], all.slice(at + 1)),
  ArrowUp: (all, at) => nearest(all[at], all.slice(0, at).reverse()),
  Home: (all) => all[0],
  End: (all) => all.at(-1),
}

/** Of the first other line in a list, the name that is closest to being above or below. */
const nearest = (from: HTMLElement | undefined, others: readonly HTMLElement[]): HTMLElement | undefined => {
  if (!from) return undefined
  const lineOf = (one: HTMLElement | undefined) => one?.closest('.line')
  const line = lineOf(others.find((one) => lineOf(one) !== lineOf(from)))
  const left = from.getBoundingClientRect().left
  const away = (one: HTMLElement) => Math.abs(one.getBoundingClientRect().left - left)
  return others.filter((one) => lineOf(one) === line).sort((a, b) => away(a) - away(b))[0]
}

/** Listens to the whole document, once: pages come and go. */
export const showTypes = (): void => {
  const popup = element('div', 'type-popup')
  popup.setAttribute('role', 'status')
  document.body.append(popup)
  let name: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = (): void => {
    clearTimeout(timer)
    name?.classList.remove('shown')
    name = undefined
    popup.classList.remove('open')
    popup.replaceChildren()
  }

  /** Below the name, or above it where there is no room; within the window. */
  const place = (over: HTMLElement): void => {
    const [{ left, top, bottom }, { width, height }] = [over.getBoundingClientRect(), popup.getBoundingClientRect()]
    const { clientWidth, clientHeight } = document.documentElement
    const above = bottom + gap + height > clientHeight && top - gap - height > 0
    popup.style.left = `${scrollX + Math.max(edge, Math.min(left, clientWidth - width - edge))}px`
    popup.style.top = `${scrollY + (above ? top - gap - height : bottom + gap)}px`
  }

  const open = async (over: HTMLElement): Promise<void> => {
    clearTimeout(timer)
    if (name === over) return
    close()
    name = over
    over.classList.add('shown')
    const page = over.closest<HTMLElement>(block)?.dataset.hovers
    const texts = await pages[`../cache/hovers/${page}.json`]?.().catch(() => undefined) // it may be gone
    const text = texts?.[Number(over.dataset.t)]
    // It may have been left meanwhile.
    if (!text || name !== over) return
    const [type, doc] = text
    popup.append(element('div', 'type', ...shown(type)), ...(doc ? [element('div', 'doc', ...said(doc))] : []))
    popup.classList.add('open')
    place(over)
  }

  const nameOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>(mark) : null)

  const within = (target: EventTarget | null): boolean => target instanceof Node && popup.contains(target)

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType !== 'mouse') return
    clearTimeout(timer)
    const over = nameOf(target)
    if (over) timer = setTimeout(() => open(over), opening)
    // By keyboard it stays until it is closed.
    else if (!within(target) && document.activeElement !== name) timer = setTimeout(close, closing)
  })
  document.addEventListener('pointerup', ({ target, pointerType }) => {
    if (pointerType === 'mouse') return
    const over = nameOf(target)
    if (over && over !== name) void open(over)
    else if (!within(target)) close()
  })
  document.addEventListener('keydown', (event) => {
    const { key, target, altKey, ctrlKey, metaKey } = event
    if (altKey || ctrlKey || metaKey || !(target instanceof HTMLElement)) return
    if (key === 'Escape' && name) {
      event.preventDefault()
      if (document.activeElement === name) name.closest<HTMLElement>(block)?.focus()
      close()
      return
    }
    const step = nameOf(target) ? steps[key] : undefined
    const all = [...(target.closest(block)?.querySelectorAll<HTMLElement>('[data-t]') ?? [])]
    const next = step ? step(all, all.indexOf(target)) : key === 'Enter' && target.matches(block) ? all[0] : undefined
    if (step || next) event.preventDefault()
    if (!next) return
    next.tabIndex = -1
    next.focus({ preventScroll: false })
  })
  document.addEventListener('focusin', ({ target }) => {
    const over = nameOf(target)
    if (over) void open(over)
    // A tap gives the focus to the block, too.
    else if (name && target !== name.closest(block)) close()
  })
  document.addEventListener('focusout', ({ target }) => {
    if (target === name) close()
  })
  // What scrolls within the page moves the name away from its popup.
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (!name || target === document) return
      if (document.activeElement === name) place(name)
      else close()
    },
    true,
  )
  addEventListener('resize', close)
}
