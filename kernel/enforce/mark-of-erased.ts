/**
 * SQL for the mark of a person who was erased, from SQL for the id. An id has 16 bytes and the key has 32, so that a
 * hash over both is keyed by the first.
 */
export const markOfErased = (id: string): string =>
  `sha256((select key from obhut.erasure_key) || sha256(uuid_send(${id})))`
