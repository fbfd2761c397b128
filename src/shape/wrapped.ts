/** An argument that is a tensor, or the sentence where an array, typed or not, stands in its place: `add(x, [1, 2])`. (`X` as in `ByName`.) */
export type Wrapped<Op extends string, Name extends string, X, Asked, Is extends string = 'a tensor or a number'> = 0 extends 1 & X
  ? Asked
  : 'length' extends keyof X
    ? `${Op}: ${Name} is ${Is}; got an array; wrap it: tensor([...])`
    : [X] extends [symbol]
      ? X
      : Asked
