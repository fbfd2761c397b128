import { embedding, layerNorm, positionalEncoding, repeated, sequential, transformerBlock } from 'typegrad/dsl'

// An encoder of the size of BERT-base (Devlin et al., arXiv:1810.04805) for 128 tokens, with waves for positions and the normalisation in
// front of each half of a block (Xiong et al., arXiv:2002.04745).

export const encoder = sequential(
  [128],
  embedding(30_522, 768),
  positionalEncoding(),
  repeated(12, transformerBlock({ heads: 12, hidden: 3072, dropout: 0.1 })),
  layerNorm(),
)
