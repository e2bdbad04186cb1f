/**
 * So many rows of a list, after a place in it where one is given: the moment that it is ordered by, and the id that
 * decides between two of one moment.
 */
export interface Slice {
  readonly after?: { readonly at: Date; readonly id: string } | undefined
  readonly limit: number
}
