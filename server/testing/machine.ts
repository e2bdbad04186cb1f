import { systemClock, type MovableClock } from '../../kernel/clock/clock.ts'

/** A machine whose clock somebody sets wrong, while real time passes. */
export interface Machine {
  readonly clock: MovableClock
  readonly passed: () => number
  wrongBy: number
}
export function aMachine(wrongBy = 0): Machine {
  const inner = systemClock()
  const machine: Machine = {
    wrongBy,
    passed: () => performance.now(),
    clock: {
      now: () => new Date(Date.now() + machine.wrongBy),
      offset: 0,
      moveTo: () => {},
      get inDoubt() {
        return inner.inDoubt
      },
      watchedBy: doubts => {
        inner.watchedBy(doubts)
      },
    },
  }
  return machine
}
