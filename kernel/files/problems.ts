import { DatabaseRefusal } from '../problems/errors.ts'

/** Why a file is not taken. */
export type WhyRefused =
  | 'too large'
  | 'empty'
  | 'type'
  /** The person has no room left in this column. */
  | 'quota'
  /** It says that it is a picture, and cannot be read as one. */
  | 'picture'
  /** It was taken away while it came: by an erasure, or because nothing of it came for too long. */
  | 'gone'

/** A file that is not taken; nothing of it is kept. Nothing in it, and no name, is told. */
export class FileRefused extends Error {
  readonly why: WhyRefused
  constructor(of: string, why: WhyRefused) {
    super(`a file for ${of} is not taken: ${why}`)
    this.name = 'FileRefused'
    this.why = why
  }
}

/**
 * A row was to have a file that it cannot have: one that is gone, or never was, that another row has, or that somebody
 * else sent. The database tells none of these from another.
 */
export const hasNoSuchFile = (error: unknown): boolean => error instanceof DatabaseRefusal && error.code === 'OB424'

/** There is no such file for this unit of work, or it went while it was being read. */
export class NoSuchFile extends Error {
  constructor(of: string) {
    super(`a file of ${of} is not there, or not for whoever asks`)
    this.name = 'NoSuchFile'
  }
}

/** Chunks are missing, were changed, or stand where they do not belong. */
export class FileDamaged extends Error {
  constructor(of: string, why: string) {
    super(`a file of ${of} does not open: ${why}`)
    this.name = 'FileDamaged'
  }
}
