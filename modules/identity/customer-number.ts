import { randomInt } from 'node:crypto'

/** ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of two neighbours. */
export function checkDigit(digits: string): number {
  let product = 10
  for (const digit of digits) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}

/**
 * Nine digits by chance, so that a number tells neither when somebody came nor how many there are, and a check digit.
 */
export function newCustomerNumber(): string {
  const digits = String(randomInt(100_000_000, 1_000_000_000))
  return `${digits}${checkDigit(digits)}`
}

export const isCustomerNumber = (number: string): boolean =>
  /^[1-9]\d{9}$/.test(number) && checkDigit(number.slice(0, 9)) === Number(number[9])
