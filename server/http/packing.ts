/**
 * Whether a client takes gzip (RFC 9110, 12.5.3): it names it, or everything, and does not say with `q=0` that it does
 * not want it. One that says nothing gets what every client can read.
 */
export function takesGzip(accepts: string | string[] | undefined): boolean {
  const wishes = new Map(
    String(accepts ?? '')
      .slice(0, 500)
      .toLowerCase()
      .split(',')
      .map(one => {
        const [coding = '', ...parameters] = one.split(';').map(part => part.trim())
        const weight = Number(parameters.find(part => part.startsWith('q='))?.slice(2) ?? 1)
        return [coding, Number.isFinite(weight) ? weight : 0] as const
      }),
  )
  return (wishes.get('gzip') ?? wishes.get('x-gzip') ?? wishes.get('*') ?? 0) > 0
}
