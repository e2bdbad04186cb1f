/** A command that found a fault, or refuses, and says why: exit code 1. */
export class CommandFailed extends Error {
  readonly code: number = 1
  readonly details: readonly unknown[] | undefined
  constructor(message: string, details?: readonly unknown[]) {
    super(message)
    this.name = new.target.name
    this.details = details
  }
}
/** The command was used in a way that it does not understand: exit code 2. */
export class WrongUse extends CommandFailed {
  override readonly code = 2
}
/** It was understood and cannot be done as things stand: exit code 3. */
export class CannotRun extends CommandFailed {
  override readonly code = 3
}

/** What was written to has no reader any more. */
export const isClosed = (problem: Error): boolean => 'code' in problem && problem.code === 'EPIPE'
