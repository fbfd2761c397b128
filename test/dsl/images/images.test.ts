import fc from 'fast-check'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { decodeImage as decodeInPage } from '../../../dsl/images/decode-image.js'
import { encodePng } from '../../../dsl/images/encode-png.js'
import { type Channels, type Image, imageTensor } from '../../../dsl/images/image.js'
import { pixelsOf } from '../../../dsl/images/pixels-of.js'
import { decodeImage } from '../../../node/decode-image.js'
import { InvalidArgument, reshape, tensor, zeros } from '../../../src/index.js'
import pillow from '../../fixtures/pillow/images.json' with { type: 'json' }

const channelCounts = [1, 3, 4] as const

const images = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }), channels: fc.constantFrom(...channelCounts) })
  .chain(({ channels, height, width }) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((data): Image => ({ data, shape: [height, width, channels] })),
  )

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

const modes = { L: 1, RGB: 3, RGBA: 4 } as const

describe('decodeImage in Node', () => {
  describe.each(pillow.images)('finds the pixels that Pillow finds: $name', ({ name, file, shape, ...pixels }) => {
    it.each(Object.entries(modes))('%s', async (mode, channels) => {
      const found = await decodeImage(bytesOf(file), { channels })
      expect(found.shape).toEqual([...shape, channels])
      const expected = bytesOf(pixels[mode as keyof typeof modes]) // a key of that
      // Decoders of JPEG may round as they like, in the cosine transform and in the colours.
      const most = name.includes('JPEG') ? 3 : 0
      expect(Math.max(...found.data.map((byte, i) => Math.abs(byte - (expected[i] ?? 999))))).toBeLessThanOrEqual(most)
    })
  })

  // Written by hand, with a colour that stands for transparent. Pillow gives the same, but of 16 bits, which it does not scale.
  it.each([
    [
      'RGB',
      'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAABnRSTlMA/wD+AP3YlBBmAAAAD0lEQVR4nGP4/+8vIxMzAA71AwHk9vTGAAAAAElFTkSuQmCC',
      [255, 254, 253, 0, 1, 2, 3, 255],
    ],
    [
      'grey',
      'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAAnRSTlMAyOMsh7oAAAALSURBVHicYzjBDgABmgDQXhJt4gAAAABJRU5ErkJggg==',
      [200, 200, 200, 0, 7, 7, 7, 255],
    ],
    [
      'grey of 16 bits',
      'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAAAnRSTlP+3HPJn/QAAAANSURBVHicY/h3h5ERAAaUAd1zeUxrAAAAAElFTkSuQmCC',
      [254, 254, 254, 0, 1, 1, 1, 255],
    ],
  ] as const)('keeps the colour of what a PNG in %s calls transparent', async (_, file, pixels) => {
    expect([...(await decodeImage(bytesOf(file), { channels: 4 })).data]).toEqual(pixels)
    expect([...(await decodeImage(bytesOf(file))).data]).toEqual(pixels.filter((_, i) => i % 4 < 3))
  })

  it('says what it takes', async () => {
    await expect(decodeImage(new Uint8Array())).rejects.toThrow(new DataError('decodeImage: the file is empty'))
    await expect(decodeImage(bytesOf(pillow.images[0]?.file ?? ''), { channels: 2 as 1 })).rejects.toThrow(
      'decodeImage: channels is 1 (grey), 3 (RGB) or 4 (RGBA); got 2',
    )
  })

  it('takes red, green and blue if it is not told', async () => {
    expect((await decodeImage(bytesOf(pillow.images[1]?.file ?? ''))).shape).toEqual([13, 19, 3])
  })

  it.each(pillow.images)(
    'gives a picture or a DataError for a $name file that was changed anywhere',
    { timeout: 60_000 },
    async ({ file }) => {
      const whole = bytesOf(file)
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
          fc.integer({ min: 1, max: whole.length }),
          async (changes, length) => {
            const bytes = Uint8Array.from(whole.subarray(0, length))
            for (const [at, byte] of changes) if (at < length) bytes[at] = byte
            const [found] = await Promise.allSettled([decodeImage(bytes)])
            if (found?.status === 'fulfilled') {
              const { data, shape } = found.value
              expect(data.length).toBe(shape[0] * shape[1] * shape[2])
            } else expect(found?.reason).toBeInstanceOf(DataError)
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  it('says what is wrong', async () => {
    await expect(decodeImage(Uint8Array.of(0x47, 0x49, 0x46, 0x38))).rejects.toThrow(
      new DataError('decodeImage: the bytes are neither PNG nor JPEG: they begin with 0x47 0x49 0x46 0x38'),
    )
    const png = await encodePng({ data: new Uint8Array(4), shape: [2, 2, 1] })
    await expect(decodeImage(png.subarray(0, 40))).rejects.toThrow(/^decodeImage: the PNG is damaged: /)
    const vast = Uint8Array.from(png)
    vast.set([0, 1, 0, 0, 0, 1, 0, 0], 16)
    await expect(decodeImage(vast)).rejects.toThrow(
      new DataError('decodeImage: the PNG is damaged: it has 4294967296 pixels; at most 100000000 are decoded'),
    )
    await expect(decodeImage('cat.png' as never)).rejects.toThrow(InvalidArgument)
    await expect(decodeImage(png, { channels: 2 as never })).rejects.toThrow('channels is 1 (grey), 3 (RGB) or 4 (RGBA); got 2')
  })
})

describe('encodePng', () => {
  it('writes what decodeImage and pngjs read, without loss', async () => {
    await fc.assert(
      fc.asyncProperty(images, async (image) => {
        const png = await encodePng(image)
        expect(await decodeImage(png, { channels: image.shape[2] })).toEqual(image)
        const { data, height, width } = PNG.sync.read(Buffer.from(png))
        expect(pixelsOf({ data, height, width }, { channels: image.shape[2] })).toEqual(image)
      }),
    )
  })

  it('writes tensors from 0 to 1, and cuts what lies outside', async () => {
    const x = reshape(tensor([-1, 0, 0.5, 1, 2, 100 / 255]), [2, 3, 1])
    expect([...(await decodeImage(await encodePng(x), { channels: 1 })).data]).toEqual([0, 0, 128, 255, 255, 100])
    await expect(encodePng(zeros([2, 2]))).rejects.toThrow(
      new DataError('encodePng: a picture is [height, width, channels], of 1, 3 or 4 channels; got [2, 2]'),
    )
    await expect(encodePng({ data: new Uint8Array(3), shape: [2, 2, 1] })).rejects.toThrow(InvalidArgument)
  })
})

describe('imageTensor', () => {
  it('is the bytes from 0 to 1', async () => {
    await fc.assert(
      fc.asyncProperty(images, async (image) => {
        const x = imageTensor(image)
        expect(x.shape).toEqual(image.shape)
        expect([...(await x.data())].map((value) => Math.round(255 * value))).toEqual([...image.data])
      }),
      { numRuns: 20 },
    )
  })
})

/** What pages have: a canvas on which one drawing stands. */
class Canvas {
  #drawn: Image<4> | undefined
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext = () => ({
    drawImage: (source: { readonly image: Image<4> }) => {
      this.#drawn = source.image
    },
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: this.#drawn?.data ?? new Uint8Array(),
      width,
      height,
    }),
  })
}

const dot: Image<4> = { data: Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80), shape: [1, 2, 4] }

describe('in a page', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('pixelsOf reads ImageData, canvases and what can be drawn on one', () => {
    vi.stubGlobal('OffscreenCanvas', Canvas)
    const canvas = new Canvas(2, 1)
    canvas.getContext().drawImage({ image: dot })
    const sources = [
      { data: new Uint8ClampedArray(dot.data), width: 2, height: 1 },
      canvas,
      { image: dot, width: 2, height: 1 },
      { image: dot, displayWidth: 2, displayHeight: 1 },
      { image: dot, width: 700, height: 300, videoWidth: 2, videoHeight: 1 },
      { image: dot, width: 700, height: 300, naturalWidth: 2, naturalHeight: 1 },
    ]
    for (const source of sources) {
      expect(pixelsOf(source, { channels: 4 })).toEqual(dot)
      expect(pixelsOf(source)).toEqual({ data: Uint8Array.of(10, 20, 30, 50, 60, 70), shape: [1, 2, 3] })
    }
  })

  it('pixelsOf says what is missing', () => {
    expect(() => pixelsOf({ width: 2, height: 1 })).toThrow(
      new DataError('pixelsOf: there is no OffscreenCanvas here to draw it on; pass its ImageData'),
    )
    expect(() => pixelsOf({ width: 2, height: 2, getContext: () => null })).toThrow(/^pixelsOf: the canvas has no context 2d/)
    expect(() => pixelsOf({ width: 2, height: 2, data: new Uint8Array(3) })).toThrow(
      new DataError('pixelsOf: 2 x 2 pixels of RGBA take 16 bytes, there are 3'),
    )
    expect(() => pixelsOf({ videoWidth: 0, videoHeight: 0 })).toThrow(InvalidArgument)
  })

  it('decodeImage decodes by createImageBitmap, and lets the bitmap go', async () => {
    vi.stubGlobal('OffscreenCanvas', Canvas)
    const close = vi.fn()
    const decode = vi.fn(async (_: Blob, _options: object) => ({ image: dot, width: 2, height: 1, close }))
    vi.stubGlobal('createImageBitmap', decode)
    expect(await decodeInPage(Uint8Array.of(1, 2), { channels: 4 })).toEqual(dot)
    expect(close).toHaveBeenCalledOnce()
    expect(decode.mock.calls[0]?.[1]).toEqual({ premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('The source image could not be decoded.')))
    await expect(decodeInPage(Uint8Array.of(1, 2))).rejects.toThrow(
      new DataError('decodeImage: the bytes are no picture, or a damaged one: The source image could not be decoded.'),
    )
  })

  it('decodeImage says where there is none', async () => {
    await expect(decodeInPage(Uint8Array.of(1))).rejects.toThrow(
      /^decodeImage: this engine decodes no pictures by itself; .*typegrad\/node$/,
    )
  })
})

it('a JPEG that jpeg-js wrote is read', async () => {
  const grey = Uint8Array.from({ length: 4 * 16 * 16 }, (_, i) => (i % 4 === 3 ? 255 : 100))
  const { data } = jpeg.encode({ data: grey, width: 16, height: 16 }, 90)
  const image: Image<Channels> = await decodeImage(new Uint8Array(data), { channels: 1 })
  expect(new Set(image.data)).toEqual(new Set([100]))
})
