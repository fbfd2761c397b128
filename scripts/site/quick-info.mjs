/* What TypeScript says of the names in blocks of code: one language service that holds all blocks, on the library's declarations as they are shipped. */

import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { declarationsOf, isMistaken } from './blocks.mjs'

/** @typedef {{ readonly from: number, readonly to: number, readonly type: string, readonly doc: string }} Info a name's place in its block, and what is said of it */

/** A longer type is cut. */
const mostOfType = 300
const mostOfDoc = 220

/** @type {(text: string, most: number) => string} */
const cut = (text, most) => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text)

/** The first sentence. @param {string} text */
const sentenceOf = (text) => {
  const [paragraph = ''] = text.replaceAll(/\{@link(?:code|plain)? ([^}|]*)[^}]*\}/g, '$1').split(/\n\s*\n/)
  const [sentence] = /^.*?[.!?](?=\s|$)/s.exec(paragraph) ?? [paragraph]
  return cut(sentence.replaceAll(/\s+/g, ' ').trim(), mostOfDoc)
}

/** As a person would write it: no numbers that a bundler gave to names, no word on where it is from, and two spaces a level. @param {string} text */
const readable = (text) =>
  text
    .replaceAll(/\b([A-Za-z]\w*)\$\d+\b/g, '$1')
    .replace(/^\(alias\) /, '')
    .replace(/\nimport [\w$]+$/, '')
    .replace(/^namespace \w+\n/, '')
    .replace(/^\((property|method)\) ([\w$]+)<.*>\.(?=[\w$]+[?(:<])/s, '($1) $2.')
    .replaceAll(/\n((?: {4})+)/g, (_, spaces) => `\n${' '.repeat(spaces.length / 2)}`)

/** The call of which a name is what is called. @param {ts.Identifier} name */
const callOf = (name) => {
  const called = ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name
  return ts.isCallExpression(called.parent) && called.parent.expression === called ? called.parent : undefined
}

/** Characters of a call that stand on one line. */
const widest = 72

/** Cuts at commas that no bracket and no string holds. @param {string} list */
const split = (list) => {
  /** @type {string[]} */
  const parts = []
  let [depth, from] = [0, 0]
  for (const { 0: token, index } of list.matchAll(/"[^"]*"|=>|[([{<>}\]),]/g)) {
    if (/^[([{<]$/.test(token)) depth++
    else if (/^[>}\])]$/.test(token)) depth--
    else if (token === ',' && depth === 0) {
      parts.push(list.slice(from, index))
      from = index + 1
    }
  }
  return [...parts, list.slice(from)].map((part) => part.trim()).filter((part) => part !== '')
}

/** Names of types alone, without the modules that they are from. */
const flags = ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope | ts.TypeFormatFlags.OmitParameterModifiers

/** Of a parameter, with its dots if it is all that follow. @param {ts.Symbol} parameter */
const nameOf = ({ name, valueDeclaration }) =>
  valueDeclaration && ts.isParameter(valueDeclaration) && valueDeclaration.dotDotDotToken ? `...${name}` : name

/** A call: what goes in, a parameter a line if they are wide, and what comes out; of a long one, what comes out. @type {(checker: ts.TypeChecker, name: ts.Identifier, call: ts.CallExpression) => string | undefined} */
const callText = (checker, { text: name }, call) => {
  const signature = checker.getResolvedSignature(call)
  if (!signature) return undefined
  const whole = checker.signatureToString(signature, call, flags)
  const end = `): ${checker.typeToString(signature.getReturnType(), call, flags)}`
  if (whole.length > mostOfType || /\.\.\.[>\]]/.test(whole)) return `${name}(${signature.parameters.map(nameOf).join(', ')}${end}`
  if (!whole.startsWith('(') || !whole.endsWith(end)) return `${name}${whole}`
  // What may be left out may be undefined.
  const parameters = split(whole.slice(1, -end.length)).map((one) => one.replace(/^(\w+\?: .*) \| undefined$/s, '$1'))
  const line = `${name}(${parameters.join(', ')}${end}`
  return line.length <= widest || parameters.length === 0 ? line : `${name}(\n${parameters.map((one) => `  ${one},\n`).join('')}${end}`
}

/**
 * A language service of files that are given, by path, some in a folder that is not there, and of what they import.
 * @type {(root: string, files: ReadonlyMap<string, string>, folder: string) => ts.LanguageService}
 */
const serviceOf = (root, files, folder) => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const paths = Object.fromEntries(Object.entries(declarationsOf(pathToFileURL(root))).map(([module, path]) => [module, [path]]))
  const compilerOptions = { ...config.compilerOptions, noUnusedLocals: false, allowJs: false, checkJs: false, paths }
  const { options } = ts.parseJsonConfigFileContent({ compilerOptions, files: [] }, ts.sys, root)
  /** @param {string} path */
  const read = (path) => files.get(path) ?? ts.sys.readFile(path)
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => files.has(path) || ts.sys.fileExists(path),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: (path) => path.startsWith(folder) || ts.sys.directoryExists(path),
    getDirectories: ts.sys.getDirectories,
  })
}

/** What the library exports; a name that two modules have is first that of the one for models. @type {(root: string) => import('./blocks.mjs').Exporting[]} */
const libraryOf = (root) => {
  const modules = ['typegrad/dsl', 'typegrad']
  const path = `${root}library.ts`
  const program = serviceOf(root, new Map([[path, modules.map((name) => `import '${name}'\n`).join('')]]), root).getProgram()
  const checker = program?.getTypeChecker()
  const imports = program?.getSourceFile(path)?.statements.filter(ts.isImportDeclaration) ?? []
  return imports.map(({ moduleSpecifier }, i) => {
    const module = checker?.getSymbolAtLocation(moduleSpecifier)
    if (!checker || !module) throw new Error(`there is no ${modules[i]} in dist/; npm run build makes it`)
    /** @param {ts.Symbol} symbol */
    const isValue = (symbol) =>
      ((symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).flags & ts.SymbolFlags.Value) !== 0
    const all = checker.getExportsOfModule(module)
    return {
      module: modules[i] ?? '',
      values: all.filter(isValue).map(({ name }) => name),
      types: all.filter((symbol) => !isValue(symbol)).map(({ name }) => name),
    }
  })
}

/**
 * What is said of the names in each block.
 * @type {(root: URL, join: (library: import('./blocks.mjs').Exporting[]) => import('./blocks.mjs').Block[]) => { readonly block: import('./blocks.mjs').Block, readonly infos: Info[] }[]}
 */
export const quickInfos = (root, join) => {
  const base = fileURLToPath(root)
  const blocks = join(libraryOf(base))
  // Blocks of layers that are to stand in dsl/ find there what they import.
  const folder = `${base}blocks`
  /** @param {import('./blocks.mjs').Block} block */
  const pathOf = ({ name }) => `${folder}/dsl/layers/${name}.ts`
  const files = new Map([
    [`${folder}/src/index.ts`, "export * from 'typegrad'\n"],
    [`${folder}/dsl/layer.ts`, "export * from 'typegrad/dsl'\n"],
    ...blocks.map((block) => /** @type {const} */ ([pathOf(block), `${block.before}${block.code}\nexport {}\n`])),
  ])
  const service = serviceOf(base, files, folder)
  const program = service.getProgram()
  if (!program) throw new Error('TypeScript makes no program of the blocks of the pages')
  const checker = program.getTypeChecker()
  return blocks.map((block) => {
    const path = pathOf(block)
    const source = program.getSourceFile(path)
    if (!source) throw new Error(`TypeScript has no ${path}`)
    const [first] = isMistaken(block.code) ? [] : service.getSemanticDiagnostics(path)
    if (first) throw new Error(`${block.page}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')} in\n${block.code}`)
    const start = block.before.length
    /** @type {Info[]} */
    const infos = []
    /** @param {ts.Node} node */
    const visit = (node) => {
      const from = node.getStart(source)
      if (ts.isIdentifier(node) && from >= start && node.getEnd() - start <= block.code.length) {
        const info = service.getQuickInfoAtPosition(path, from)
        const call = callOf(node)
        const type = (call && callText(checker, node, call)) ?? ts.displayPartsToString(info?.displayParts)
        if (info && type)
          infos.push({
            from: from - start,
            to: node.getEnd() - start,
            type: cut(readable(type), mostOfType),
            doc: sentenceOf(ts.displayPartsToString(info.documentation)),
          })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return { block, infos }
  })
}
