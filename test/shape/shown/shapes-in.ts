/** The shapes in a type as the compiler prints it: `[2, 4]`, or `values: [2], indices: [2]`; nothing where it has none, or not all are known. */
export const shapesIn = (type: string): string | undefined => {
  const shapes = type.replaceAll(/Tensor<(\[[^[\]]*\]), "\w+">/g, (_, shape: string) => shape.replaceAll('"', ''))
  if (shapes === type || /number|Shape|DType|[<>|]/.test(shapes)) return undefined
  const list = /^\[((?:\w+: )?\[.*)\]$/.exec(shapes)?.[1]
  return (list ?? shapes).replaceAll('readonly ', '').replaceAll('; }', ' }').replaceAll(';', ',')
}
