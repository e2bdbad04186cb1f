/** A whole import that says too little of its rows, or says what cannot be; nothing of it was kept. */
export class ImportRefused extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'ImportRefused'
  }
}
