import { anchorOf } from './rendering.ts'

/**
 * Where the evidence of a promise stands: a page for each activity and one for the statement as a whole, with a place
 * for each fact.
 */
export interface PlaceOfEvidence {
  readonly about: string
  readonly anchor: string
}

export function placeOfEvidence(promise: string): PlaceOfEvidence {
  const at = promise.indexOf('/')
  return { about: promise.slice(0, at), anchor: anchorOf(promise.slice(at + 1)) }
}
