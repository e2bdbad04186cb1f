const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgi?A?(?:OS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/\bcurl\//, 'curl'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b|\biPod\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]
const first = (agent: string, known: typeof browsers): string | undefined =>
  known.find(([sign]) => sign.test(agent))?.[1]

/**
 * The kind of browser and system, as coarse as one needs to recognise the own: "Firefox on Linux". No versions: they
 * would tell people apart.
 */
export function coarseAgent(agent: string | undefined): {
  readonly browser: string | undefined
  readonly system: string | undefined
} {
  const head = (agent ?? '').slice(0, 500)
  return { browser: first(head, browsers), system: first(head, systems) }
}

/** As it is stored, in the language of nobody. */
export function agentInWords(agent: string | undefined): string | null {
  const { browser, system } = coarseAgent(agent)
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? null
}
