// Loaded before each test file: Argon2id at the least cost that it has, a thousandth of what a password is worth. What is
// asked for goes into what comes out, so that other costs give other tags as before. The product takes it from
// `node:crypto` and knows nothing of this; tests about what it costs say `passwordsAtTheirCost`.
import crypto, { type Argon2Parameters } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Argon2Here } from './passwords-at-their-cost.ts'

// as: nobody else knows of it; a process may run several files, one after the other
const here = globalThis as Argon2Here

if (!here.argon2InTests) {
  const state = { atItsCost: 0 }
  const real = crypto.argon2
  const cheapened = ({ memory, passes, parallelism, ...rest }: Argon2Parameters): Argon2Parameters => ({
    ...rest,
    memory: 8,
    passes: 1,
    parallelism: 1,
    associatedData: Buffer.from(`${memory} ${passes} ${parallelism}`),
  })
  crypto.argon2 = (algorithm, parameters, callback) => {
    real(algorithm, state.atItsCost > 0 ? parameters : cheapened(parameters), callback)
  }
  syncBuiltinESMExports()
  here.argon2InTests = state
}
