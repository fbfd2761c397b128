import type { Expression, Nest, Statement } from './nest.js'

type Each = (expression: Expression) => Expression

/** The expression with `each` of its parts, the innermost first, made anew. */
export const rewrite = (expression: Expression, each: Each): Expression => {
  const of = (part: Expression) => rewrite(part, each)
  switch (expression.kind) {
    case 'constant':
    case 'number':
    case 'name':
      return each(expression)
    case 'load':
      return each({ ...expression, at: of(expression.at) })
    case 'apply':
      return each({ ...expression, args: expression.args.map(of) })
    case 'sum':
      return each({ ...expression, terms: expression.terms.map((term) => ({ ...term, of: of(term.of) })) })
    case 'quotient':
    case 'remainder':
    case 'lanes':
      return each({ ...expression, of: of(expression.of) })
  }
}

/** The statements with every expression in them made anew, in the order in which they stand. */
export const rewriteAll = (statements: readonly Statement[], each: Each): readonly Statement[] => {
  const of = (expression: Expression) => rewrite(expression, each)
  const made = (statement: Statement): Statement => {
    switch (statement.kind) {
      case 'let':
      case 'var':
      case 'set':
        return { ...statement, value: of(statement.value) }
      case 'block':
        return { ...statement, values: statement.values.map(of) }
      case 'place':
      case 'let fours':
        return { ...statement, at: of(statement.at) }
      case 'store fours':
        return { ...statement, at: of(statement.at), values: statement.values.map(of) }
      case 'store':
        return { ...statement, at: of(statement.at), value: of(statement.value) }
      case 'loop':
        return { ...statement, from: of(statement.from), to: of(statement.to), body: rewriteAll(statement.body, each) }
      case 'halving':
        return {
          ...statement,
          from: of(statement.from),
          ...(statement.last && { last: of(statement.last) }),
          body: rewriteAll(statement.body, each),
        }
      case 'told':
        return { ...statement, of: of(statement.of), ...(statement.by && { by: of(statement.by) }) }
      case 'repeat':
        return {
          ...statement,
          before: rewriteAll(statement.before, each),
          again: of(statement.again),
          body: rewriteAll(statement.body, each),
        }
      case 'branches':
        return {
          ...statement,
          arms: statement.arms.map(({ condition, body }) => ({
            ...(condition && { condition: of(condition) }),
            body: rewriteAll(body, each),
          })),
        }
      case 'barrier':
      case 'comment':
        return statement
      case 'call':
        return { ...statement, args: statement.args.map(of) }
    }
  }
  return statements.map(made)
}

/** The kernel with every expression in it made anew. */
export const rewriteNest = (nest: Nest, each: Each): Nest => ({
  ...nest,
  body: rewriteAll(nest.body, each),
  procedures: nest.procedures.map((procedure) => ({ ...procedure, body: rewriteAll(procedure.body, each) })),
})
