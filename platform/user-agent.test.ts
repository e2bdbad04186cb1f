import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { browserIn } from './user-agent.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('a browser', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0`,
      'Firefox 145 on Windows, desktop',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53`,
      'Edge 142 on Windows, desktop',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15`,
      'Safari 26 on macOS, desktop',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1`,
      'Safari 26 on iOS, phone',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.7390.96 Mobile/15E148 Safari/604.1`,
      'Chrome 141 on iPadOS, tablet',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`,
      'Chrome 142 on Android, phone',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-X710) ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`,
      'Samsung Internet 28 on Android, tablet',
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/142.0.0.0 Safari/537.36`,
      'Chrome 142 on ChromeOS, desktop',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0`,
      'Opera 125 on Linux, desktop',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko`,
      'Internet Explorer 11 on Windows, desktop',
    ],
    [`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`, 'robot null on null, null'],
    ['curl/8.14.1', 'curl 8 on null, null'],
    ['', 'null null on null, null'],
    ['something of its own', 'null null on null, null'],
  ])('that calls itself %s', (agent, summary) => {
    const { browser, browserVersion, os, surface } = browserIn(agent)
    expect(`${browser} ${browserVersion} on ${os}, ${surface}`).toBe(summary)
  })
  it('that sends nothing is nothing', () => {
    expect(browserIn(undefined)).toEqual({ browser: null, browserVersion: null, os: null, surface: null })
  })
  it('can send what it likes: nothing of it is kept but words of ours and four digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), agent => {
        for (const kept of Object.values(browserIn(agent))) expect(kept ?? '').toMatch(/^[A-Za-z ]{0,20}$|^\d{1,4}$/)
      }),
      { seed: 3 },
    )
  })
})
