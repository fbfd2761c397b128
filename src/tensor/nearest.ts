/** Names that others give to what is called so here, letters small and without underscores. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  axis: ['dim', 'dims', 'axes', 'dimension', 'along'],
  keepDims: ['keepdim'],
  descending: ['desc', 'reverse'],
  dtype: ['type'],
  shape: ['size', 'sizes'],
  rate: ['lr', 'learningrate', 'stepsize', 'alpha'],
  decay: ['momentum', 'rho', 'gamma'],
  beta1: ['b1'],
  beta2: ['b2'],
  epsilon: ['eps'],
  momentum: ['decay'],
  batchSize: ['batch', 'size'],
  epochs: ['iterations', 'steps', 'n'],
  key: ['seed', 'rng', 'randomstate'],
  progress: ['verbose', 'silent'],
  validation: ['validationdata', 'valid', 'val', 'test'],
  variables: ['params', 'parameters', 'weights', 'initial'],
  mode: ['method', 'kind'],
  method: ['mode', 'interpolation'],
  edge: ['replicate', 'nearest', 'clamp'],
  wrap: ['circular', 'periodic'],
  reflect: ['mirror'],
  linear: ['bilinear', 'trilinear'],
  countPadding: ['countincludepad'],
  atMost: ['max', 'maxsteps', 'maxiterations', 'limit', 'most'],
  length: ['n', 'steps', 'count'],
  padding: ['pad'],
  bias: ['usebias'],
  groups: ['featuregroupcount'],
  in: ['inaxes', 'indims', 'inaxis'],
  out: ['outaxes', 'outdims', 'outaxis'],
  argnums: ['argnum', 'args', 'wrt'],
  aux: ['hasaux'],
  donate: ['donateargnums'],
  min: ['low', 'minval', 'from'],
  max: ['high', 'maxval', 'to'],
  value: ['constantvalues', 'fill', 'constant'],
  f32: ['float32', 'float', 'single', 'bfloat16', 'bf16'],
  f16: ['float16', 'half'],
  f64: ['float64', 'double'],
  i32: ['int32', 'int', 'integer', 'i64', 'int64', 'long', 'i8', 'int8'],
  u32: ['uint32', 'uint', 'u8', 'uint8', 'u64', 'uint64', 'byte'],
  bool: ['boolean', 'bool_'],
}

const plain = (word: string): string => word.toLowerCase().replaceAll('_', '')

/** How many letters are put in, left out or changed between two words. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}

/** The word meant by another: what the same is called elsewhere, else the one that is nearest, if any is near. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  const written = plain(word)
  const synonym = words.find((one) => plain(one) === written) ?? words.find((one) => elsewhere[one]?.includes(written))
  if (synonym !== undefined) return synonym
  const near = words.map((one) => ({ one, far: distance(written, plain(one)) })).sort((a, b) => a.far - b.far)[0]
  return near && near.far <= (word.length < 3 ? 1 : 2) ? near.one : undefined
}
