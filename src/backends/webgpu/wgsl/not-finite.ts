/** WGSL refuses constants that are not finite, so their bits come from variables: what stands at the top of a module that uses them. */
export const notFinite = 'var<private> nan_bits: u32 = 0x7fc00000u;\nvar<private> infinity_bits: u32 = 0x7f800000u;'

export const nanText = 'bitcast<f32>(nan_bits)'
export const infinityText = 'bitcast<f32>(infinity_bits)'
