/** `npm run soak` runs in whole length and size what `npm test` runs small. */
export const whole = process.env['OBHUT_WHOLE'] === '1'
