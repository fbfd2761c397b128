import {
  bidirectional,
  concatOf,
  dense,
  dropout,
  embedding,
  fanOut,
  gru,
  identity,
  layerNorm,
  multiHeadAttention,
  pick,
  positionalEncoding,
  repeated,
  sequential,
  serial,
  transformerBlock,
  transformerDecoderBlock,
} from 'typegrad/dsl'
import { letterCount, soundCount } from './dictionary.js'

/* Models that take what was said so far, [sounds], and a word, [letters], with its mask, and give logits of each next sound. All hand the word on. */

/** What was said so far, as vectors; the word read in both directions; its mask. */
const read = (units: number) =>
  fanOut(
    serial(pick(0), embedding(soundCount, units)),
    serial(
      fanOut(serial(pick(1), embedding(letterCount, units)), pick(2)),
      bidirectional(gru(units, { masked: true, returnSequences: true })),
      dropout(0.2),
    ),
    pick(2),
  )

/** Goes on from sound to sound: states, the word and its mask. */
const step = (units: number) => fanOut(serial(pick(0), gru(units, { returnSequences: true }), dropout(0.2)), pick(1), pick(2))

/** Beside each state what it finds in the word: `softmax(query(state) · key(letters)' / sqrt(units)) · value(letters)`. */
const look = () => serial(fanOut(pick(0), multiHeadAttention({ heads: 1, masked: true })), concatOf(identity, identity))

/**
 * A recurrent encoder and a recurrent decoder with attention (Bahdanau, Cho, Bengio, arXiv:1409.0473), by dot products (Luong, Pham, Manning,
 * arXiv:1508.04025). It looks twice: the second recurrent layer knows where the first one has looked.
 */
export const recurrent = (units: number) => (letters: number, sounds: number) =>
  sequential(
    [[sounds], [letters], [letters]],
    read(units),
    step(units),
    fanOut(look(), pick(1), pick(2)),
    step(units),
    look(),
    dropout(0.2),
    dense(soundCount),
  )

/** The same up to where it looks for the second time: states, the word and its mask. */
export const looking = (units: number) => (letters: number, sounds: number) =>
  sequential([[sounds], [letters], [letters]], read(units), step(units), fanOut(look(), pick(1), pick(2)), step(units))

/** An encoder and a decoder of attention alone (Vaswani and others, arXiv:1706.03762), each of so many blocks, which normalise first. */
export const transformer = (width: number, blocks: number) => (letters: number, sounds: number) => {
  const options = { heads: 4, hidden: 4 * width, masked: true, dropout: 0.1 } as const
  return sequential(
    [[sounds], [letters], [letters]],
    fanOut(
      serial(pick(0), embedding(soundCount, width), positionalEncoding()),
      serial(
        fanOut(serial(pick(1), embedding(letterCount, width), positionalEncoding()), pick(2)),
        repeated(blocks, fanOut(transformerBlock(options), pick(1))),
        pick(0),
        layerNorm(),
      ),
      pick(2),
    ),
    repeated(blocks, fanOut(transformerDecoderBlock(options), pick(1), pick(2))),
    pick(0),
    layerNorm(),
    dense(soundCount),
  )
}
