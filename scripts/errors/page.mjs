import { errors } from './list.mjs'

const block = (/** @type {string} */ code) => `\`\`\`js\n${code}\n\`\`\``

const section = (/** @type {import('./list.mjs').ErrorEntry} */ { name, code, says, why, remedy, example, sentence }) =>
  [
    `### ${code}`,
    `> ${says}`,
    why,
    `**What to do.** ${remedy}`,
    ...(example === undefined ? [] : [block(`${example}\n// ${name} [${code}]: ${sentence}`)]),
  ].join('\n\n')

const names = [...new Set(errors.map(({ name }) => name))]

/** The text of docs/errors.md. */
export const page = `# Errors

Every error of the library is of a class of its own, all of which extend \`TypegradError\`. Its message is a sentence: the operation, what was met, the rule, what
to do. Where the compiler knows the shapes it says the same sentence. Its \`code\` names the kind and, where that is one of the library's, the operation; it
stands in front of the stack too, \`ShapeMismatch [shape/matmul]: matmul: ...\`, and stays the same from version to version.

The sections show one operation for each kind of sentence; another operation that says the same has its own name in the code: \`shape/mul\` is \`shape/add\` of
\`mul\`.

(Made by \`npm run docs:errors\` from \`scripts/errors/list.mjs\`.)

${names.map((name) => [`## ${name}`, ...errors.filter((entry) => entry.name === name).map(section)].join('\n\n')).join('\n\n')}
`
