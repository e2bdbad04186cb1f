/** Under what recovery codes are kept until somebody says that they are safe (`onlyHere.ts`). */
export const newCodes = 'recovery codes'
/** Those of the first day of a member of staff: until then the console waits behind them. */
export const firstCodes = 'first recovery codes'
