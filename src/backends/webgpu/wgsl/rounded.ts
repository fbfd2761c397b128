/**
 * WGSL lets a compiler reorder floats, take one operation into the next and assume that nothing is NaN or infinite: `(x + y) - y` may be `x`,
 * `x * 0` and `x - x` may be 0. `rounded(x)` is `x` through a word that is 0, which only the device knows: what is in it is computed by itself.
 * `apart(x)` is the same by another way, so that of two equal values one can be told from the other. This stands at the top of a module that uses
 * them, and its `main` begins by setting the word.
 */
export const rounded = `var<private> hidden: u32;
fn rounded(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ hidden); }
fn apart(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) + hidden); }`

/** The value that an expression has by itself, whatever is done with it. */
export const roundedText = (x: string): string => `rounded(${unbracketed(x)})`

/** The same value, which no compiler knows to be that of an equal expression. */
export const apartText = (x: string): string => `apart(${unbracketed(x)})`

/** Without the brackets around the whole, if there are any. */
const unbracketed = (text: string): string => {
  if (!text.startsWith('(')) return text
  let open = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') open++
    if (text[i] === ')' && --open === 0) return i === text.length - 1 ? text.slice(1, -1) : text
  }
  return text
}
