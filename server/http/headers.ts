import { createHash } from 'node:crypto'

/**
 * What answers may carry and load: everything from here, nothing in line but the style sheets that are known
 * beforehand.
 */
export interface ContentPolicies {
  /** Of every answer. */
  readonly usual: string
  /**
   * Of an answer that shows markup with style attributes, such as mail: those are let through, and even scripts and
   * forms of our own are not.
   */
  readonly withStyleAttributes: string
}

/** `styles`: the style sheets that pages carry in themselves, as they stand between the tags. */
export function contentPolicies(styles: readonly string[] = []): ContentPolicies {
  const allowed = [
    "'self'",
    ...new Set(styles.map(style => `'sha256-${createHash('sha256').update(style).digest('base64')}'`)),
  ].join(' ')
  const policy = (scripts: string, forms: string, more = ''): string =>
    `default-src 'self'; script-src ${scripts}; style-src ${allowed}; ${more}img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`
  return {
    usual: policy("'self'", "'self'"),
    withStyleAttributes: policy("'none'", "'none'", "style-src-attr 'unsafe-inline'; "),
  }
}
const withoutStyles = contentPolicies()

/**
 * Manners of every answer: nothing is loaded from elsewhere, nothing embeds us, nothing learns where a visitor came
 * from.
 */
export function securityHeaders(plain: boolean, { usual }: ContentPolicies = withoutStyles): Record<string, string> {
  return {
    'content-security-policy': usual,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'geolocation=(), camera=(), microphone=()',
    ...(!plain && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}
