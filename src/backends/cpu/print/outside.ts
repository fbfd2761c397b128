import type { Statement } from '../../../compile/nest/nest.js'

/** Variables that a body sets and does not declare. */
export const outsideOf = (body: readonly Statement[]): Set<string> => {
  const [found, own] = [new Set<string>(), new Set<string>()]
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'var' || statement.kind === 'let') own.add(statement.name)
      if (statement.kind === 'set' && !own.has(statement.name)) found.add(statement.name)
      if (statement.kind === 'loop') visit(statement.body)
      if (statement.kind === 'repeat') {
        visit(statement.before)
        visit(statement.body)
      }
      if (statement.kind === 'branches') for (const arm of statement.arms) visit(arm.body)
    }
  }
  visit(body)
  return found
}
