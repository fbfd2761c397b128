/* Monaco, with TypeScript's own service, which knows typegrad's declarations: errors and hovers are the compiler's. */

import * as monaco from 'monaco-editor/editor/editor.api.js'
import 'monaco-editor/features/register.all.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import * as typescript from 'monaco-editor/languages/features/typescript/register.js'
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker.js?worker'

globalThis.MonacoEnvironment = { getWorker: (_, label) => (label === 'typescript' ? new TypeScriptWorker() : new EditorWorker()) }

/* Colors that are told from their background as well as those of the site. */
monaco.editor.defineTheme('light', {
  base: 'vs',
  inherit: true,
  rules: [{ token: 'comment', foreground: '59636e' }],
  colors: {
    'editorLineNumber.foreground': '#59636e',
    'editorLineNumber.activeForeground': '#1f2328',
    'editorLineNumber.dimmedForeground': '#59636e',
  },
})
monaco.editor.defineTheme('dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '9198a1' },
    { token: 'keyword', foreground: '7cb8ff' },
  ],
  colors: {
    'editor.background': '#1b1b1f',
    'editorLineNumber.foreground': '#9198a1',
    'editorLineNumber.activeForeground': '#f0f6fc',
    'editorLineNumber.dimmedForeground': '#9198a1',
  },
})

/** What is wrong at a place, in the compiler's words. */
export interface Problem {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface Editor {
  readonly code: () => string
  readonly write: (code: string) => void
  /** As JavaScript, whatever its types say. */
  readonly javascript: () => Promise<string>
  readonly reveal: (problem: Problem) => void
  readonly dark: (isDark: boolean) => void
  readonly dispose: () => void
}

/** Declarations by the path at which TypeScript looks for them. */
export type Declarations = Readonly<Record<string, string>>

export const makeEditor = (
  place: HTMLElement,
  { code, declarations, isDark }: { readonly code: string; readonly declarations: Declarations; readonly isDark: boolean },
  on: { readonly change: () => void; readonly problems: (problems: readonly Problem[]) => void; readonly run: () => void },
): Editor => {
  const { typescriptDefaults: defaults, ScriptTarget, ModuleKind, ModuleResolutionKind } = typescript
  defaults.setCompilerOptions({
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    moduleDetection: 3, // every file is a module
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    types: [],
  })
  defaults.setDiagnosticsOptions({ noSuggestionDiagnostics: true })
  defaults.setExtraLibs(Object.entries(declarations).map(([path, content]) => ({ filePath: `file:///node_modules/${path}`, content })))
  const uri = monaco.Uri.parse('file:///playground.ts')
  const model = monaco.editor.createModel(code, 'typescript', uri)
  const theme = (dark: boolean) => (dark ? 'dark' : 'light')
  const editor = monaco.editor.create(place, {
    model,
    theme: theme(isDark),
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 14,
    fontLigatures: false,
    tabSize: 2,
    lineNumbersMinChars: 3,
    folding: false,
    wordWrap: 'on',
    wrappingIndent: 'indent',
    fixedOverflowWidgets: true,
    ariaLabel: 'the code of the playground, in TypeScript',
    scrollbar: { alwaysConsumeMouseWheel: false },
  })
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, on.run)
  const changes = model.onDidChangeContent(on.change)
  const markers = monaco.editor.onDidChangeMarkers((uris) => {
    if (!uris.some((one) => one.toString() === uri.toString())) return
    on.problems(
      monaco.editor
        .getModelMarkers({ resource: uri })
        .filter(({ severity }) => severity === monaco.MarkerSeverity.Error)
        .map(({ startLineNumber, startColumn, message }) => ({ line: startLineNumber, column: startColumn, message })),
    )
  })
  return {
    code: () => model.getValue(),
    write: (text) => editor.executeEdits('examples', [{ range: model.getFullModelRange(), text }]),
    javascript: async () => {
      const worker = await (await typescript.getTypeScriptWorker())(uri)
      const { outputFiles } = await worker.getEmitOutput(uri.toString())
      return outputFiles[0]?.text ?? ''
    },
    reveal: ({ line, column }) => {
      editor.setPosition({ lineNumber: line, column })
      editor.revealLineInCenter(line)
      editor.focus()
    },
    dark: (dark) => monaco.editor.setTheme(theme(dark)),
    dispose: () => {
      changes.dispose()
      markers.dispose()
      editor.dispose()
      model.dispose()
    },
  }
}
