/**
 * SQL for the mark of a person who was erased, from SQL for the id. An id has 16 bytes and the key has 32, so that a
 * hash over both is keyed by the first. Where the key is missing it fails, as nobody would be known to be erased.
 */
export const markOfErased = (id: string): string => `sha256((select obhut.key_of_marks()) || sha256(uuid_send(${id})))`

/**
 * SQL for the marks that a person who was erased may bear: a process of an earlier version that runs on beside this one
 * makes them without the key, and the next start keys them.
 */
export const marksOfErased = (id: string): string => `(${markOfErased(id)}, sha256(uuid_send(${id})))`
