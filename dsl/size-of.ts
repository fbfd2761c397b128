/** Number of elements of a shape; 1 of `[]`. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)
