/** A pseudonym was asked for outside of the activity that it is made under, or of something else than it is made of. */
export class NoPseudonym extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'NoPseudonym'
  }
}
