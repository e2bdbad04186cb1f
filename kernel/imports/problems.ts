/** More rows than one call takes over: whoever has more goes batch by batch, each in a unit of work of its own. */
export class TooManyRows extends Error {
  constructor(rows: number, most: number) {
    super(
      `one call takes over ${most} rows at most, and was given ${rows}: go batch by batch, each in a unit of its own`,
    )
    this.name = 'TooManyRows'
  }
}

/** A whole import that says too little of its rows, or says what cannot be; nothing of it was kept. */
export class ImportRefused extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'ImportRefused'
  }
}

/** A row came in that its activity does not find, so that it would bear another version than its person was told of. */
export class VersionNotSet extends Error {
  constructor(table: string) {
    super(`rows that came into '${table}' cannot be given the version that their persons were told of`)
    this.name = 'VersionNotSet'
  }
}
