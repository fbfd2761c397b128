import { describe, expect, it } from 'vitest'
import { originIn } from '../../src/tensor/origin.js'

/* Whose line it is, by what stacks look like: V8's and those of other browsers, of sources, of the package, of bundles, mapped or not. */

const v8 = (...frames: readonly string[]): string => ['Error', ...frames.map((frame) => `    at ${frame}`)].join('\n')

const inSources = [
  'originHere (/home/me/lib/src/tensor/origin.ts:95:9)',
  'applyAll (/home/me/lib/src/tensor/apply.ts:40:7)',
  '/home/me/lib/node_modules/fp-ts/lib/Either.js:200:3',
  'log (/home/me/lib/src/primitives/unary.ts:46:5)',
]
const mappedPackage = [
  'originHere (/home/me/app/node_modules/typegrad/src/tensor/origin.ts:95:9)',
  'apply (/home/me/app/node_modules/typegrad/src/tensor/apply.ts:40:7)',
  '/home/me/app/node_modules/typegrad/node_modules/fp-ts/es6/Either.js:200:3',
  'log (/home/me/app/node_modules/typegrad/src/primitives/unary.ts:46:5)',
]
const inPackage = [
  'originHere (file:///home/me/app/node_modules/typegrad/dist/index.js:300:9)',
  'log (file:///home/me/app/node_modules/typegrad/dist/index.js:4600:5)',
]

const cases: readonly (readonly [what: string, stack: string, origin: string | undefined])[] = [
  [
    'the sources of the library',
    v8(...inSources, 'loss (/home/me/lib/test/loss.test.ts:7:3)'),
    'loss (/home/me/lib/test/loss.test.ts:7:3)',
  ],
  ['the package', v8(...inPackage, 'loss (file:///home/me/app/loss.js:7:3)'), 'loss (/home/me/app/loss.js:7:3)'],
  ['the package, mapped', v8(...mappedPackage, 'loss (/home/me/app/src/loss.ts:7:3)'), 'loss (/home/me/app/src/loss.ts:7:3)'],
  [
    'a user named as the rooms are',
    v8(...mappedPackage, '/home/me/app/src/tensor/origin.ts:7:3', 'main (/home/me/app/src/main.ts:1:1)'),
    '/home/me/app/src/tensor/origin.ts:7:3',
  ],
  [
    'a layer, mapped',
    v8(
      ...mappedPackage,
      'apply (/home/me/app/node_modules/typegrad/dsl/layers/dense.ts:31:30)',
      'apply (/home/me/app/node_modules/typegrad/dsl/model/apply.ts:80:3)',
      '/home/me/app/loss.ts:7:3',
    ),
    '/home/me/app/loss.ts:7:3, through dsl/layers/dense.ts:31:30',
  ],
  [
    'a loss that fit calls',
    v8(...mappedPackage, 'loss (/home/me/app/loss.ts:7:3)', 'fit (/home/me/app/node_modules/typegrad/dsl/train/fit.ts:80:3)'),
    'loss (/home/me/app/loss.ts:7:3)',
  ],
  [
    'a layer of the package',
    v8(...inPackage, 'apply (file:///home/me/app/node_modules/typegrad/dist/dsl.js:310:30)', 'file:///home/me/app/loss.js:7:3'),
    '/home/me/app/loss.js:7:3',
  ],
  ['a bundle of all, where nothing is told apart', v8('a (file:///app/out/main.js:1:9)', 'b (file:///app/out/main.js:1:5)'), undefined],
  [
    'a bundle of all, mapped',
    v8(...mappedPackage, 'loss (/home/me/app/src/loss.ts:7:3)', 'node:internal/modules/run_main:1:1'),
    'loss (/home/me/app/src/loss.ts:7:3)',
  ],
  [
    'Vite at work',
    'originHere@http://localhost:5173/node_modules/.vite/deps/typegrad.js?v=1:9:9\nloss@http://localhost:5173/src/loss.ts:7:3',
    'loss (http://localhost:5173/src/loss.ts:7:3)',
  ],
  [
    'Windows, mapped',
    v8('originHere (C:\\app\\node_modules\\typegrad\\src\\tensor\\origin.ts:95:9)', 'loss (C:\\app\\src\\loss.ts:7:3)'),
    'loss (C:/app/src/loss.ts:7:3)',
  ],
  ['an engine without stacks', '', undefined],
]

describe("the line that is not the library's own, in", () => {
  it.each(cases)('%s', (_, stack, origin) => expect(originIn(stack)).toBe(origin))
})
