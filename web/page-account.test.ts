import { afterEach, describe, expect, it, vi } from 'vitest'
import { cameAnew, forgetAccount, isOurs, pageAccount, startAnew } from './page-account.ts'

/** A tab with its history, as far as the page can see it. */
function aTab() {
  const tab = { state: null as unknown, at: '/app/account', reloads: 0 }
  vi.stubGlobal('history', {
    get state() {
      return tab.state
    },
    replaceState: (state: unknown, _: string, at = tab.at) => {
      tab.state = state
      tab.at = at
    },
  })
  vi.stubGlobal('location', {
    reload: () => {
      tab.reloads++
    },
  })
  return tab
}
afterEach(() => {
  forgetAccount()
  vi.unstubAllGlobals()
})

describe('a page', () => {
  it('belongs to whoever the first answer was for, and is loaded anew by an answer for somebody else', () => {
    const tab = aTab()
    expect(isOurs(null, 'emre')).toBe(true)
    expect(isOurs('emre', 'emre')).toBe(true)
    expect([pageAccount(), tab.reloads]).toEqual(['emre', 0])
    expect(isOurs('emre', 'jana')).toBe(false)
    expect([tab.reloads, tab.at]).toEqual([1, '/app/home'])
  })
  it('shows no late answer to somebody whom it has forgotten, and does not become theirs again', () => {
    const tab = aTab()
    isOurs(null, 'emre')
    forgetAccount()
    expect(isOurs('emre', 'emre')).toBe(false)
    expect([pageAccount(), tab.reloads]).toEqual([null, 0])
  })
  it('says once why it was loaded anew', () => {
    const tab = aTab()
    expect(cameAnew()).toBe(false)
    startAnew()
    expect([cameAnew(), cameAnew()]).toEqual([true, false])
    tab.state = { usr: { left: true } }
    expect([cameAnew(), tab.state]).toEqual([false, { usr: { left: true } }])
  })
})
