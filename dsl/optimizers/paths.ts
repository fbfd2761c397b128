import { type AnyTensor, check, tree } from '../../src/index.js'

/** Where the tensors of a tree stand, in the order of `tree.leaves`, each as names and places with slashes between: `encoder/0/kernel`. */
export const pathsOf = (params: unknown): string[] =>
  tree.paths(params).map((path) => path.replaceAll('[', '.').replaceAll(']', '').split('.').slice(1).join('/'))

/**
 * Which parameters something is done to, by where they stand (`encoder/0/kernel`) or by what they are: `(_, { rank }) => rank > 1` are those of two axes and more.
 *
 * @category Optimizers
 */
export type Mask = (path: string, parameter: AnyTensor) => boolean

/**
 * What a mask says of a parameter; yes if there is none.
 *
 * @throws InvalidArgument if it says neither yes nor no
 */
export const masked = (op: string, mask: Mask | undefined, path: string, parameter: AnyTensor): boolean => {
  if (mask === undefined) return true
  const answer: unknown = mask(path, parameter)
  return typeof answer === 'boolean' ? answer : check.refuse(op, 'what the mask gives', 'true or false', answer)
}
