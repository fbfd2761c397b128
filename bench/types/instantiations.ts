import ts from 'typescript'
import { root } from './root.js'

/*
 * What the compiler has to do, in instantiations of types: a count that is the same on every machine. Measured under TypeScript 6.0, whose
 * interface can be called.
 */

const options = {
  ...ts.parseJsonConfigFileContent({ extends: './tsconfig.json', files: ['budget-program.ts'] }, ts.sys, root).options,
  noUnusedLocals: false,
}
const host = ts.createCompilerHost(options)
const parsed = new Map<string, ts.SourceFile | undefined>()
const program = (text: string): ts.Program =>
  ts.createProgram({
    rootNames: [`${root}/budget-program.ts`],
    options,
    host: {
      ...host,
      fileExists: (name) => name.endsWith('budget-program.ts') || host.fileExists(name),
      getSourceFile: (name, version) => {
        if (name.endsWith('budget-program.ts')) return ts.createSourceFile(name, text, version, true)
        if (!parsed.has(name)) parsed.set(name, host.getSourceFile(name, version))
        return parsed.get(name)
      },
    },
  })

/** For a program that stands in the root of the repository. @throws Error if the compiler has anything against it. */
export const instantiations = (text: string): number => {
  const made = program(text)
  const [first] = made.getSemanticDiagnostics(made.getSourceFile(`${root}/budget-program.ts`))
  if (first) throw new Error(`${text}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`)
  return (made as ts.Program & { getInstantiationCount(): number }).getInstantiationCount() // there, though not in the public types
}
