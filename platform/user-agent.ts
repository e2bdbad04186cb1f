/**
 * What the User-Agent header tells of a browser, cut to what an operator asks for: family, major version, system, kind
 * of device.
 */
export interface Browser {
  readonly browser: string | null
  readonly browserVersion: string | null
  readonly os: string | null
  readonly surface: 'phone' | 'tablet' | 'desktop' | null
}

/**
 * Families by the sign that only they send. Nearly all call themselves Mozilla, Chrome and Safari too, so the order
 * decides.
 */
const families: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d+)/],
  ['Opera', /\b(?:OPR|OPT|OPiOS|Opera)\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Vivaldi', /\bVivaldi\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ['Internet Explorer', /\b(?:MSIE |Trident\/.*\brv:)(\d+)/],
  ['curl', /^curl\/(\d+)/],
  ['Wget', /^Wget\/(\d+)/],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Windows', /\bWindows\b/],
  ['iPadOS', /\biPad\b/],
  ['iOS', /\b(?:iPhone|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\b(?:Macintosh|Mac OS X)\b/],
  ['Linux', /\b(?:Linux|X11)\b/],
]

/** Programs that say so of themselves. They run on no surface that anybody looks at. */
const robot = /\b(?:bot|crawler|spider)\b|bot\b|^(?:curl|Wget)\//i

const longest = 512

export function browserIn(agent: string | undefined): Browser {
  const text = (agent ?? '').slice(0, longest)
  const isRobot = robot.test(text)
  const [family, version] = familyOf(text, isRobot)
  const os = systems.find(([, sign]) => sign.test(text))?.[0] ?? null
  return { browser: family, browserVersion: version, os, surface: isRobot || os === null ? null : surfaceOf(text, os) }
}

function familyOf(text: string, isRobot: boolean): [string | null, string | null] {
  for (const [name, sign] of families) {
    const found = sign.exec(text)
    if (found && !(isRobot && !/^(?:curl|Wget)$/.test(name))) return [name, found[1]?.slice(0, 4) ?? null]
  }
  return isRobot ? ['robot', null] : [null, null]
}

function surfaceOf(text: string, os: string): 'phone' | 'tablet' | 'desktop' {
  if (os === 'iPadOS' || /\bTablet\b/.test(text)) return 'tablet'
  if (os === 'Android') return /\bMobile\b/.test(text) ? 'phone' : 'tablet'
  return os === 'iOS' || /\bMobile\b/.test(text) ? 'phone' : 'desktop'
}
