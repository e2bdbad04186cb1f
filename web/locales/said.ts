/** The shape of a dictionary: German says which words there are, every other language has to say them all. */
export type Said<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof T]: Said<T[K]> }
