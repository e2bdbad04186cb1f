// Styles may stand in the page, because the component library sets custom properties in attributes; scripts may not.
const policy = `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

/** Manners of every answer: nothing is loaded from elsewhere, nothing embeds us, nothing learns where a visitor came from. */
export function securityHeaders(plain: boolean): Record<string, string> {
  return {
    'content-security-policy': policy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'geolocation=(), camera=(), microphone=()',
    ...(!plain && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}
