// Which way imports run: `npm run check:imports`. Imports of types count. src/errors.ts is for everyone.

const values = ['shape', 'kernel', 'tensor']
const programs = [...values, 'program', 'primitives']

/** What each room of src/ may read besides itself. A room that is not here may be read by none and read nothing. */
const reads = {
  shape: [],
  kernel: ['shape'],
  tensor: ['shape', 'kernel'],
  program: values,
  primitives: [...values, 'program'],
  ops: programs,
  random: [...programs, 'ops'],
  transforms: ['shape', 'tensor', 'program', 'primitives', 'ops'],
  linalg: ['shape', 'tensor', 'primitives', 'ops', 'transforms'],
  compile: programs,
  backends: [...programs, 'compile'],
  runtime: [...programs, 'ops', 'random', 'transforms', 'compile', 'backends'],
  interchange: [...programs, 'transforms'],
}

const rooms = Object.entries(reads).map(([room, others]) => ({
  name: `src/${room}`,
  comment: others.length > 0 ? `src/${room} reads ${others.join(', ')} and nothing else` : `src/${room} reads no other room`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^(src|dsl)/',
    pathNot: [`^src/(${[room, ...others].join('|')})/`, '^src/errors\\.ts$', ...(room === 'interchange' ? ['^src/index\\.ts$'] : [])],
  },
}))

// Reading a tensor's values waits, and acquires a device by itself; that one road up is taken when it is needed, not when modules load.
const tensor = rooms.find(({ name }) => name === 'src/tensor')
tensor.to.pathNot.push('^src/runtime/acquire\\.ts$')

/** Packages that a user may install beside this one. */
const optional = '(^|/)node_modules/((@types/)?pngjs|jpeg-js|webgpu)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'src/tensor-waits-for-a-device',
      comment: 'src/tensor reaches src/runtime/acquire.ts by `await import` alone',
      severity: 'error',
      from: { path: '^src/tensor/' },
      to: { path: '^src/runtime/', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'src-rooms',
      comment: 'a file of src/ in no room that .dependency-cruiser.cjs knows',
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/(${Object.keys(reads).join('|')})/`, '^src/(index|errors|internals)\\.ts$'] },
      to: {},
    },
    {
      name: 'src-face',
      comment: 'src/index.ts is for those outside; inside, import from the file where a thing is defined',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/interchange/' },
      to: { path: '^(src/index\\.ts$|dsl/|src/interchange/)' },
    },
    {
      name: 'interchange',
      comment:
        'src/interchange is a module of its own: what has classes or a state it takes from the face, as users do, and from elsewhere types, and functions that have none',
      severity: 'error',
      from: { path: '^src/interchange/' },
      to: { path: '^src/(tensor|primitives|transforms|errors)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'src-errors',
      comment: 'src/errors.ts is read by everyone and reads nothing',
      severity: 'error',
      from: { path: '^src/errors\\.ts$' },
      to: {},
    },
    {
      name: 'dsl',
      comment: "dsl imports the core's public face only, as '../src/index.js'",
      severity: 'error',
      from: { path: '^dsl/' },
      to: { path: '^(src|test|examples|bench|scripts)/', pathNot: '^src/index\\.ts$' },
    },
    {
      name: 'dsl-by-path',
      comment: "dsl imports the core as '../src/index.js', not as the package",
      severity: 'error',
      from: { path: '^dsl/' },
      to: { path: '^(src|dsl)/', dependencyTypes: ['aliased'] },
    },
    {
      name: 'users',
      comment: "examples and bench import 'typegrad', 'typegrad/dsl' and 'typegrad/node', as a user does",
      severity: 'error',
      from: { path: '^(examples|bench)/' },
      to: { path: '^(src|dsl|node|test)/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'browsers',
      comment: 'src and dsl run in browsers: what only Node has is for node/ to bring',
      severity: 'error',
      from: { path: '^(src|dsl)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'packages',
      comment: 'nothing is installed with the package: src and dsl import fp-ts, whose used parts are built in, and no other',
      severity: 'error',
      from: { path: '^(src|dsl)/', pathNot: '^(dsl/csv/rows\\.ts$|src/interchange/onnx/)' },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/fp-ts/' },
    },
    {
      name: 'protocol-buffers',
      comment: 'src/interchange/onnx imports @bufbuild/protobuf, whose used parts are built in, and no other package',
      severity: 'error',
      from: { path: '^src/interchange/onnx/' },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/(@bufbuild/protobuf|fp-ts)/' },
    },
    {
      name: 'csv-parser',
      comment: 'dsl/csv/rows.ts, into which Papa Parse is built, is loaded when a table is: by `await import`',
      severity: 'error',
      from: {},
      to: { path: '^dsl/csv/rows\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'csv-parser-alone',
      comment: 'dsl/csv/rows.ts imports Papa Parse and nothing else',
      severity: 'error',
      from: { path: '^dsl/csv/rows\\.ts$' },
      to: { pathNot: '(^|/)node_modules/(@types/)?papaparse/' },
    },
    {
      name: 'node',
      comment: 'node/ imports the public faces, where WebGPU is found and texts are kept, and packages that are optional',
      severity: 'error',
      from: { path: '^node/' },
      to: {
        pathNot: ['^node/', '^(src|dsl)/index\\.ts$', '^src/errors\\.ts$', '^src/backends/(webgpu/gpu|remembered)\\.ts$', optional],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'optional-packages',
      comment: 'packages that are optional are imported by `await import`',
      severity: 'error',
      from: { path: '^node/' },
      to: { path: optional, dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'node-is-brought',
      comment: 'src and dsl run without what node/ brings',
      severity: 'error',
      from: { path: '^(src|dsl)/' },
      to: { path: '^node/' },
    },
    {
      name: 'cycles',
      comment: 'no module waits for itself to load (two types of one room may name each other)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'found',
      comment: 'the import leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '^(node_modules|dist)/' },
    // Projects of users, and what is installed for them; peers, which are installed when they are timed.
    exclude: { path: '^(test/consumers/(files|node_modules)/|bench/peers/(node_modules/|[^/]+[.][cm]js$))' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
