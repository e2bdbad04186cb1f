// What tests open is closed as soon as nobody needs it any more: a platform that is left running costs every test that
// comes after it.
import { afterAll, onTestFinished, TestRunner, type RunnerTestSuite } from 'vitest'

type Ends = (() => unknown)[]
const ends: Ends = []
const endsOf = new WeakMap<RunnerTestSuite, Ends>()
/** Asked while the file is read; its groups come later. */
const { file } = TestRunner.getCurrentSuite()

const done = async (all: Ends): Promise<void> => {
  for (const does of all.splice(0).toReversed()) await does()
}

/**
 * Does this when the test file is through. It may be said from within a test, where vitest's own `afterAll` is not
 * heard any more.
 */
export const atTheEnd = (does: () => unknown): void => {
  ends.push(does)
}

/**
 * Does this when that is over which asked for it: the test; where it is said while a group of tests is prepared
 * (`beforeAll`), that group; else the file. What was said last is done first.
 */
export function whenOver(does: () => unknown): void {
  const group = begun(file.tasks)
  if (TestRunner.getCurrentTest())
    onTestFinished(async () => {
      await does()
    })
  else if (group) endsIn(group).push(does)
  else atTheEnd(does)
}

/** The innermost group of tests that has begun and is not over. */
function begun(tasks: RunnerTestSuite['tasks']): RunnerTestSuite | undefined {
  const group = tasks.find(task => task.type === 'suite' && task.result?.state === 'run')
  return group?.type === 'suite' ? (begun(group.tasks) ?? group) : undefined
}

function endsIn(group: RunnerTestSuite): Ends {
  const known = endsOf.get(group)
  if (known) return known
  const all: Ends = []
  endsOf.set(group, all)
  // Hooks are called from the last to the first: this one after those that the group has itself.
  TestRunner.getSuiteHooks(group).afterAll.unshift(() => done(all))
  return all
}

afterAll(() => done(ends))
