import type { Expression, Loop, Nest, Statement, Term } from './nest.js'

/* A kernel's structure as text, for those who look: what a printer for a target walks. */

const infix: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  remainder: '%',
  less: '<',
  lessEqual: '<=',
  equal: '==',
  and: '&&',
  or: '||',
  bitAnd: '&',
  bitOr: '|',
  bitXor: '^',
  shiftLeft: '<<',
  shiftRight: '>>',
}

const bracketed = (text: string): string => (/ /.test(text) && !/^\w+[([][^()[\]]*[)\]]$/.test(text) ? `(${text})` : text)

const number = (value: number): string =>
  Object.is(value, -0) ? '-0' : String(Math.fround(value) === value ? value : Number(value.toPrecision(8)))

const termText = ({ of, factor }: Term): string => {
  const text = bracketed(expressionText(of))
  return Math.abs(factor) === 1 ? text : `${text} * ${Math.abs(factor)}`
}

const sumText = (terms: readonly Term[], constant: number): string => {
  const parts = [...terms]
    .sort((a, b) => b.factor - a.factor)
    .map((term, i) => `${term.factor < 0 ? '- ' : i > 0 ? '+ ' : ''}${termText(term)}`)
  if (constant !== 0 || parts.length === 0) parts.push(`${constant < 0 ? '- ' : parts.length > 0 ? '+ ' : ''}${Math.abs(constant)}`)
  return parts.join(' ')
}

const expressionText = (expression: Expression): string => {
  switch (expression.kind) {
    case 'constant':
      return expression.type === 'bool' ? String(Boolean(expression.value)) : number(expression.value)
    case 'number':
      return `numbers[${expression.place}]`
    case 'name':
      return expression.place === undefined ? expression.name : `${expression.name}.${expression.place}`
    case 'load':
      return `${expression.from}[${expressionText(expression.at)}]`
    case 'sum':
      return sumText(expression.terms, expression.constant)
    case 'quotient':
    case 'remainder':
      return `${bracketed(expressionText(expression.of))} ${expression.kind === 'quotient' ? '/' : '%'} ${expression.by}`
    case 'lanes':
      return expression.by === 0
        ? `first of ${expressionText(expression.of)}`
        : `${expressionText(expression.of)} turned by ${expression.by}`
    case 'apply': {
      const { fn, args } = expression
      const texts = args.map(expressionText)
      const [first = '', second = ''] = texts
      if (fn.name === 'rounded' || fn.name === 'apart') return first
      const sign = infix[fn.name]
      return sign ? `${bracketed(first)} ${sign} ${bracketed(second)}` : `${fn.name}(${texts.join(', ')})`
    }
  }
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

const linesOf = (statements: readonly Statement[]): string[] => statements.flatMap(statementLines)

const loopHead = ({ role, counter, from, to, step }: Loop): string => {
  const by = role === 'vector' ? `, ${step} at once` : step === 1 ? '' : `, by ${step}`
  return `for ${counter} from ${expressionText(from)} to ${expressionText(to)}${by}`
}

const statementLines = (statement: Statement): string[] => {
  switch (statement.kind) {
    case 'let':
    case 'var':
      return [`${statement.kind} ${statement.name} = ${expressionText(statement.value)}`]
    case 'set':
      return [`${statement.name} = ${expressionText(statement.value)}`]
    case 'block':
      return [`block ${statement.name} = ${statement.values.map(expressionText).join(', ')}`]
    case 'place':
      return [`let ${statement.name} = ${statement.from} from ${expressionText(statement.at)}`]
    case 'store':
      return [`${statement.to}[${expressionText(statement.at)}] = ${expressionText(statement.value)}`]
    case 'let fours':
      return [`let ${statement.name} = four of ${statement.from}[${expressionText(statement.at)}]`]
    case 'store fours':
      return [`${statement.to}[${expressionText(statement.at)}] = ${statement.values.map(expressionText).join(', ')}`]
    case 'loop':
      return [loopHead(statement), ...indented(linesOf(statement.body))]
    case 'halving':
      return [
        `for ${statement.counter} from ${expressionText(statement.from)}, halved until ${statement.last ? `below ${expressionText(statement.last)}` : '0'}`,
        ...indented(linesOf(statement.body)),
      ]
    case 'told': {
      const { name, of, by, place } = statement
      const from = by ? `${expressionText(by)} threads on` : place === undefined ? 'the first thread' : `thread ${place} of the subgroup`
      return [`let ${name} = ${expressionText(of)} of ${from}`]
    }
    case 'repeat':
      return [
        ...(statement.before.length > 0 ? ['again and again', ...indented(linesOf(statement.before))] : []),
        `while ${expressionText(statement.again)}`,
        ...indented(linesOf(statement.body)),
      ]
    case 'branches':
      return statement.arms.flatMap(({ condition, body }, i) => [
        `${i > 0 ? 'else ' : ''}${condition ? `if ${expressionText(condition)}` : ''}`.trim(),
        ...indented(linesOf(body)),
      ])
    case 'barrier':
      return ['barrier']
    case 'call':
      return [`${statement.to}(${statement.args.map(expressionText).join(', ')})`]
    case 'comment':
      return [`// ${statement.text}`]
  }
}

/** A kernel as text: the loops around it, then what it does. */
export const nestText = ({ outer, shared, procedures, body, numbers, follows }: Nest): string =>
  [
    ...(follows ? ['after the same task of the kernel before'] : []),
    ...outer.map(({ role, counter, extent }) => `each ${counter} of ${extent}, a ${role === 'workgroup' ? 'task' : role}`),
    ...shared.map(({ name, size, inFours }) => `own ${name}: ${inFours ? 4 * size : size} words`),
    ...(numbers.length > 0 ? [`numbers ${numbers.map(({ value }) => number(value)).join(', ')}`] : []),
    ...procedures.flatMap(({ name, parameters, body: own }) => [
      `${name}(${parameters.map((parameter) => parameter.name).join(', ')}):`,
      ...indented(linesOf(own)),
    ]),
    ...linesOf(body),
  ].join('\n')
