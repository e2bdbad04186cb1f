import { whenOver } from './at-the-end.ts'

export interface Argon2Here {
  /** `atItsCost`: how many want it so now. */
  argon2InTests?: { atItsCost: number }
}

/**
 * Passwords cost what they do in operation, until that is over which asked for it (`whenOver`): for tests about their
 * cost or time, or about what happens while one is hashed. A password that was hashed before is not known again.
 */
export function passwordsAtTheirCost(): void {
  const state = (globalThis as Argon2Here).argon2InTests
  if (!state) throw new Error('Argon2 was not made cheap here: is its setup file missing?')
  state.atItsCost++
  whenOver(() => {
    state.atItsCost--
  })
}
