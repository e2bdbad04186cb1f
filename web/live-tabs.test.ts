import { describe, expect, it } from 'vitest'
import { tabsOfBrowser } from './live-tabs.ts'

/** A tab of this browser: Node has the same locks and channels. */
function aTab() {
  const heard: string[] = []
  let holds = false
  let asked = 0
  const tab = tabsOfBrowser<string>().join(
    () => {
      holds = true
    },
    said => {
      heard.push(said)
    },
    () => {
      asked++
    },
  )
  return {
    ...tab,
    heard,
    get holds() {
      return holds
    },
    get asked() {
      return asked
    },
  }
}

describe('the tabs of one browser', () => {
  it('have one among them that holds the line and tells the others; when it goes, the next one holds it', async () => {
    const first = aTab()
    await expect.poll(() => first.holds).toBe(true)
    const [second, third] = [aTab(), aTab()]
    // Whoever comes asks how the line is.
    await expect.poll(() => first.asked).toBe(2)
    first.say('news')
    await expect.poll(() => [second.heard, third.heard]).toEqual([['news'], ['news']])
    expect([second.holds, third.holds, first.heard]).toEqual([false, false, []])
    first.leave()
    await expect.poll(() => second.holds).toBe(true)
    third.leave()
    const fourth = aTab()
    second.leave()
    await expect.poll(() => fourth.holds).toBe(true)
    expect(third.holds).toBe(false)
    fourth.leave()
  })
})
