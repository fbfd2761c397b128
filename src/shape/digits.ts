/*
 * Arithmetic on decimal numerals as string literal types, digit by digit as on paper: the cost grows with the digits of a number, not with the number,
 * and no tuple of length n is ever built. At work the digits are reversed, the least significant first.
 */

/** The carry and the digit of a sum of two digits, and of one more where a carry comes in. */
interface Sums {
  readonly [digits: string]: string
  '000': '00'
  '001': '01'
  '002': '02'
  '003': '03'
  '004': '04'
  '005': '05'
  '006': '06'
  '007': '07'
  '008': '08'
  '009': '09'
  '010': '01'
  '011': '02'
  '012': '03'
  '013': '04'
  '014': '05'
  '015': '06'
  '016': '07'
  '017': '08'
  '018': '09'
  '019': '10'
  '020': '02'
  '021': '03'
  '022': '04'
  '023': '05'
  '024': '06'
  '025': '07'
  '026': '08'
  '027': '09'
  '028': '10'
  '029': '11'
  '030': '03'
  '031': '04'
  '032': '05'
  '033': '06'
  '034': '07'
  '035': '08'
  '036': '09'
  '037': '10'
  '038': '11'
  '039': '12'
  '040': '04'
  '041': '05'
  '042': '06'
  '043': '07'
  '044': '08'
  '045': '09'
  '046': '10'
  '047': '11'
  '048': '12'
  '049': '13'
  '050': '05'
  '051': '06'
  '052': '07'
  '053': '08'
  '054': '09'
  '055': '10'
  '056': '11'
  '057': '12'
  '058': '13'
  '059': '14'
  '060': '06'
  '061': '07'
  '062': '08'
  '063': '09'
  '064': '10'
  '065': '11'
  '066': '12'
  '067': '13'
  '068': '14'
  '069': '15'
  '070': '07'
  '071': '08'
  '072': '09'
  '073': '10'
  '074': '11'
  '075': '12'
  '076': '13'
  '077': '14'
  '078': '15'
  '079': '16'
  '080': '08'
  '081': '09'
  '082': '10'
  '083': '11'
  '084': '12'
  '085': '13'
  '086': '14'
  '087': '15'
  '088': '16'
  '089': '17'
  '090': '09'
  '091': '10'
  '092': '11'
  '093': '12'
  '094': '13'
  '095': '14'
  '096': '15'
  '097': '16'
  '098': '17'
  '099': '18'
  '100': '01'
  '101': '02'
  '102': '03'
  '103': '04'
  '104': '05'
  '105': '06'
  '106': '07'
  '107': '08'
  '108': '09'
  '109': '10'
  '110': '02'
  '111': '03'
  '112': '04'
  '113': '05'
  '114': '06'
  '115': '07'
  '116': '08'
  '117': '09'
  '118': '10'
  '119': '11'
  '120': '03'
  '121': '04'
  '122': '05'
  '123': '06'
  '124': '07'
  '125': '08'
  '126': '09'
  '127': '10'
  '128': '11'
  '129': '12'
  '130': '04'
  '131': '05'
  '132': '06'
  '133': '07'
  '134': '08'
  '135': '09'
  '136': '10'
  '137': '11'
  '138': '12'
  '139': '13'
  '140': '05'
  '141': '06'
  '142': '07'
  '143': '08'
  '144': '09'
  '145': '10'
  '146': '11'
  '147': '12'
  '148': '13'
  '149': '14'
  '150': '06'
  '151': '07'
  '152': '08'
  '153': '09'
  '154': '10'
  '155': '11'
  '156': '12'
  '157': '13'
  '158': '14'
  '159': '15'
  '160': '07'
  '161': '08'
  '162': '09'
  '163': '10'
  '164': '11'
  '165': '12'
  '166': '13'
  '167': '14'
  '168': '15'
  '169': '16'
  '170': '08'
  '171': '09'
  '172': '10'
  '173': '11'
  '174': '12'
  '175': '13'
  '176': '14'
  '177': '15'
  '178': '16'
  '179': '17'
  '180': '09'
  '181': '10'
  '182': '11'
  '183': '12'
  '184': '13'
  '185': '14'
  '186': '15'
  '187': '16'
  '188': '17'
  '189': '18'
  '190': '10'
  '191': '11'
  '192': '12'
  '193': '13'
  '194': '14'
  '195': '15'
  '196': '16'
  '197': '17'
  '198': '18'
  '199': '19'
}

/** The borrow and the digit of a difference of two digits, and of one less where a borrow comes in. */
interface Differences {
  readonly [digits: string]: string
  '000': '00'
  '001': '19'
  '002': '18'
  '003': '17'
  '004': '16'
  '005': '15'
  '006': '14'
  '007': '13'
  '008': '12'
  '009': '11'
  '010': '01'
  '011': '00'
  '012': '19'
  '013': '18'
  '014': '17'
  '015': '16'
  '016': '15'
  '017': '14'
  '018': '13'
  '019': '12'
  '020': '02'
  '021': '01'
  '022': '00'
  '023': '19'
  '024': '18'
  '025': '17'
  '026': '16'
  '027': '15'
  '028': '14'
  '029': '13'
  '030': '03'
  '031': '02'
  '032': '01'
  '033': '00'
  '034': '19'
  '035': '18'
  '036': '17'
  '037': '16'
  '038': '15'
  '039': '14'
  '040': '04'
  '041': '03'
  '042': '02'
  '043': '01'
  '044': '00'
  '045': '19'
  '046': '18'
  '047': '17'
  '048': '16'
  '049': '15'
  '050': '05'
  '051': '04'
  '052': '03'
  '053': '02'
  '054': '01'
  '055': '00'
  '056': '19'
  '057': '18'
  '058': '17'
  '059': '16'
  '060': '06'
  '061': '05'
  '062': '04'
  '063': '03'
  '064': '02'
  '065': '01'
  '066': '00'
  '067': '19'
  '068': '18'
  '069': '17'
  '070': '07'
  '071': '06'
  '072': '05'
  '073': '04'
  '074': '03'
  '075': '02'
  '076': '01'
  '077': '00'
  '078': '19'
  '079': '18'
  '080': '08'
  '081': '07'
  '082': '06'
  '083': '05'
  '084': '04'
  '085': '03'
  '086': '02'
  '087': '01'
  '088': '00'
  '089': '19'
  '090': '09'
  '091': '08'
  '092': '07'
  '093': '06'
  '094': '05'
  '095': '04'
  '096': '03'
  '097': '02'
  '098': '01'
  '099': '00'
  '100': '19'
  '101': '18'
  '102': '17'
  '103': '16'
  '104': '15'
  '105': '14'
  '106': '13'
  '107': '12'
  '108': '11'
  '109': '10'
  '110': '00'
  '111': '19'
  '112': '18'
  '113': '17'
  '114': '16'
  '115': '15'
  '116': '14'
  '117': '13'
  '118': '12'
  '119': '11'
  '120': '01'
  '121': '00'
  '122': '19'
  '123': '18'
  '124': '17'
  '125': '16'
  '126': '15'
  '127': '14'
  '128': '13'
  '129': '12'
  '130': '02'
  '131': '01'
  '132': '00'
  '133': '19'
  '134': '18'
  '135': '17'
  '136': '16'
  '137': '15'
  '138': '14'
  '139': '13'
  '140': '03'
  '141': '02'
  '142': '01'
  '143': '00'
  '144': '19'
  '145': '18'
  '146': '17'
  '147': '16'
  '148': '15'
  '149': '14'
  '150': '04'
  '151': '03'
  '152': '02'
  '153': '01'
  '154': '00'
  '155': '19'
  '156': '18'
  '157': '17'
  '158': '16'
  '159': '15'
  '160': '05'
  '161': '04'
  '162': '03'
  '163': '02'
  '164': '01'
  '165': '00'
  '166': '19'
  '167': '18'
  '168': '17'
  '169': '16'
  '170': '06'
  '171': '05'
  '172': '04'
  '173': '03'
  '174': '02'
  '175': '01'
  '176': '00'
  '177': '19'
  '178': '18'
  '179': '17'
  '180': '07'
  '181': '06'
  '182': '05'
  '183': '04'
  '184': '03'
  '185': '02'
  '186': '01'
  '187': '00'
  '188': '19'
  '189': '18'
  '190': '08'
  '191': '07'
  '192': '06'
  '193': '05'
  '194': '04'
  '195': '03'
  '196': '02'
  '197': '01'
  '198': '00'
  '199': '19'
}

/** The two digits of a product of two digits. */
interface Products {
  readonly [digits: string]: string
  '00': '00'
  '01': '00'
  '02': '00'
  '03': '00'
  '04': '00'
  '05': '00'
  '06': '00'
  '07': '00'
  '08': '00'
  '09': '00'
  '10': '00'
  '11': '01'
  '12': '02'
  '13': '03'
  '14': '04'
  '15': '05'
  '16': '06'
  '17': '07'
  '18': '08'
  '19': '09'
  '20': '00'
  '21': '02'
  '22': '04'
  '23': '06'
  '24': '08'
  '25': '10'
  '26': '12'
  '27': '14'
  '28': '16'
  '29': '18'
  '30': '00'
  '31': '03'
  '32': '06'
  '33': '09'
  '34': '12'
  '35': '15'
  '36': '18'
  '37': '21'
  '38': '24'
  '39': '27'
  '40': '00'
  '41': '04'
  '42': '08'
  '43': '12'
  '44': '16'
  '45': '20'
  '46': '24'
  '47': '28'
  '48': '32'
  '49': '36'
  '50': '00'
  '51': '05'
  '52': '10'
  '53': '15'
  '54': '20'
  '55': '25'
  '56': '30'
  '57': '35'
  '58': '40'
  '59': '45'
  '60': '00'
  '61': '06'
  '62': '12'
  '63': '18'
  '64': '24'
  '65': '30'
  '66': '36'
  '67': '42'
  '68': '48'
  '69': '54'
  '70': '00'
  '71': '07'
  '72': '14'
  '73': '21'
  '74': '28'
  '75': '35'
  '76': '42'
  '77': '49'
  '78': '56'
  '79': '63'
  '80': '00'
  '81': '08'
  '82': '16'
  '83': '24'
  '84': '32'
  '85': '40'
  '86': '48'
  '87': '56'
  '88': '64'
  '89': '72'
  '90': '00'
  '91': '09'
  '92': '18'
  '93': '27'
  '94': '36'
  '95': '45'
  '96': '54'
  '97': '63'
  '98': '72'
  '99': '81'
}

export type Reverse<A extends string, Out extends string = ''> = A extends `${infer a}${infer As}` ? Reverse<As, `${a}${Out}`> : Out

/** Without leading zeros. */
type Strip<A extends string> = A extends `0${infer Tail}` ? (Tail extends '' ? '0' : Strip<Tail>) : A

/** The sum of two reversed numerals and a carry, reversed. */
type Sum<A extends string, B extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? Sums[`${C}${a}${b}`] extends `${infer c}${infer digit}`
      ? Sum<As, Bs, c, `${Out}${digit}`>
      : never
    : C extends '0'
      ? `${Out}${A}`
      : Sum<A, '1', '0', Out>
  : B extends ''
    ? C extends '0'
      ? Out
      : `${Out}1`
    : Sum<B, '', C, Out>

/** The difference of two reversed numerals and a borrow, reversed, with zeros where it is shorter; `never` if it is negative. */
type Difference<A extends string, B extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? B extends `${infer b}${infer Bs}`
    ? Differences[`${C}${a}${b}`] extends `${infer c}${infer digit}`
      ? Difference<As, Bs, c, `${Out}${digit}`>
      : never
    : C extends '0'
      ? `${Out}${A}`
      : Difference<A, '1', '0', Out>
  : [B, C] extends ['', '0']
    ? Out
    : never

/** A reversed numeral times one digit, reversed, with a zero where no carry is left. */
type Scale<A extends string, D extends string, C extends string = '0', Out extends string = ''> = A extends `${infer a}${infer As}`
  ? Products[`${a}${D}`] extends `${infer tens}${infer ones}`
    ? Sums[`0${ones}${C}`] extends `${infer c}${infer digit}`
      ? Sums[`${c}${tens}0`] extends `0${infer carry}`
        ? Scale<As, D, carry, `${Out}${digit}`>
        : never
      : never
    : never
  : `${Out}${C}`

/** Long multiplication of reversed numerals: a row for each digit of `B`, added to those before it, whose last digit is then done. */
type Long<A extends string, B extends string, Rows extends string = '', Done extends string = ''> = B extends `${infer b}${infer Bs}`
  ? Sum<Scale<A, b>, Rows> extends `${infer digit}${infer Rest}`
    ? Long<A, Bs, Rest, `${digit}${Done}`>
    : never
  : Reverse<Rows, Done>

/** `A + B`. */
export type AddDigits<A extends string, B extends string> = Reverse<Sum<Reverse<A>, Reverse<B>>>

/** `A - B`; `never` if it is negative. */
export type SubDigits<A extends string, B extends string> = Strip<Reverse<Difference<Reverse<A>, Reverse<B>>>>

/** `A x B`. */
export type MulDigits<A extends string, B extends string> = Strip<Long<Reverse<A>, Reverse<B>>>

/** `[quotient, remainder]` of `A / B`, `B` not 0. */
export type DivDigits<A extends string, B extends string> = B extends keyof Heaps ? Short<A, Heaps[B]> : Divide<A, Reverse<B>>

/** As many as a digit says. */
interface Heaps {
  readonly '0': []
  readonly '1': [0]
  readonly '2': [0, 0]
  readonly '3': [0, 0, 0]
  readonly '4': [0, 0, 0, 0]
  readonly '5': [0, 0, 0, 0, 0]
  readonly '6': [0, 0, 0, 0, 0, 0]
  readonly '7': [0, 0, 0, 0, 0, 0, 0]
  readonly '8': [0, 0, 0, 0, 0, 0, 0, 0]
  readonly '9': [0, 0, 0, 0, 0, 0, 0, 0, 0]
}

type Tenfold<T extends 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T]

/** Short division by one digit, on heaps of at most 89: what remains, ten times, and the next digit. */
type Short<
  A extends string,
  B extends 0[],
  R extends 0[] = [],
  Quotient extends string = '',
> = A extends `${infer a extends keyof Heaps}${infer As}`
  ? Take<[...Tenfold<R>, ...Heaps[a]], B> extends [infer q extends number, infer r extends 0[]]
    ? Short<As, B, r, `${Quotient}${q}`>
    : never
  : [Strip<Quotient>, `${R['length']}`]

/** How often a heap can be taken from another, and what is left. */
type Take<A extends 0[], B extends 0[], Times extends 0[] = []> = A extends [...B, ...infer Rest extends 0[]]
  ? Take<Rest, B, [...Times, 0]>
  : [Times['length'], A]

/**
 * Long division of `A`, most significant digit first. `B` and the remainder so far are reversed, so the next digit is written before it; a zero at
 * the other end is taken off, so that the remainder stays as short as `B`.
 */
type Divide<A extends string, B extends string, R extends string = '', Quotient extends string = ''> = A extends `${infer a}${infer As}`
  ? Fits<`${a}${R}`, B> extends [infer q extends number, infer r extends string]
    ? Divide<As, B, r extends `${infer Lower}0` ? Lower : r, `${Quotient}${q}`>
    : never
  : [Strip<Quotient>, Strip<`0${Reverse<R>}`>]

/** How often `B` can be taken from `A`, at most nine times, and what is left; both reversed. */
type Fits<A extends string, B extends string, Times extends 0[] = []> =
  Difference<A, B> extends infer Less extends string
    ? [Less] extends [never]
      ? [Times['length'], A]
      : Fits<Less, B, [...Times, 0]>
    : never
