import { contract } from './contract.ts'

/**
 * What a server of TLS is told, whichever protocol it speaks: a certificate with its key, TLS 1.2 or newer, and of the
 * ciphers those that keep what was said secret also from whoever gets the key later (RFC 9325, 4.1 and 4.2).
 */
export interface TlsOptions {
  readonly cert: Buffer
  readonly key: Buffer
  readonly minVersion: 'TLSv1.2'
  readonly ciphers: string
}

/** The certificate of this platform, always the newest one. */
export interface Certificate {
  readonly shown: TlsOptions
  /** Hears of each new one, so that a server shows it to whoever comes next; connections that stand go on. */
  renewed(does: (shown: TlsOptions) => void): void
}

/** Where the platform listens, for parts that listen on a port of their own. */
export interface Listeners {
  readonly host: string
  /** Where mail to the privacy desk is taken in; nowhere if nothing was said. */
  readonly intakePort: number | undefined
  readonly certificate: Certificate | undefined
  /**
   * Proxies and mail servers of the operator's own, as addresses and networks: what they say of where somebody comes
   * from is believed.
   */
  readonly trustedProxies: readonly string[]
}
export const TheListeners = contract<Listeners>('the listeners')
