export type Strength = 'short' | 'weak' | 'fair' | 'good'
/** NIST SP 800-63B: length counts, composition rules do not. */
export const shortest = 10

/** How many different signs a password really brings, with runs (`aaa`, `1234`) counted once. */
function surprises(password: string): number {
  const codes = Array.from(password, sign => sign.codePointAt(0) ?? 0)
  return codes.filter((code, at) => {
    const step = code - (codes[at - 1] ?? Number.NaN)
    const earlier = (codes[at - 1] ?? Number.NaN) - (codes[at - 2] ?? Number.NaN)
    return !(step === 0 || (Math.abs(step) === 1 && step === earlier))
  }).length
}

/** One word with digits and signs around it is among what is tried first, whichever word it is. */
const aWord = /^\P{L}*\p{L}{1,11}\P{L}*$/u

/** A hint while typing, made here and from the password alone; nothing of it is sent or looked up. */
export function strength(password: string): Strength {
  if (Array.from(password).length < shortest) return 'short'
  if (aWord.test(password)) return 'weak'
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter(kind => kind.test(password)).length
  const worth = surprises(password) + kinds * 2 + new Set(password).size / 2
  if (worth < 17) return 'weak'
  return worth < 25 ? 'fair' : 'good'
}
