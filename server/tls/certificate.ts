import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { Certificate, TlsOptions } from '../../platform/listeners.ts'
import type { Reporter } from '../../platform/services.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { thisUser } from '../process/this-user.ts'
import { OperatorProblem } from '../../kernel/problems/problem.ts'

export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

/** A certificate that follows its files until it is told to stop. */
export interface FollowedCertificate extends Certificate {
  /** Looks at its files now. */
  look(): void
  stop(): void
}

/** A certificate was renewed and does not fit; the one before it goes on being shown. */
export class CertificateNotTaken extends OperatorProblem {
  constructor(cause: unknown) {
    const why = cause instanceof CannotRun ? cause.message : ''
    super({
      cause,
      says: {
        de: `Ein neues Zertifikat passt nicht und wird nicht verwendet; das bisherige bleibt in Gebrauch. ${why}`.trim(),
        en: `A new certificate does not fit and is not used; the one before stays in use. ${why}`.trim(),
      },
      mend: {
        de: 'Legen Sie Zertifikat und Schlüssel, die zusammengehören, als PEM-Dateien an die angegebenen Orte. Sie werden alle fünf Sekunden angesehen.',
        en: 'Put a certificate and the key that belongs to it in place as PEM files. They are looked at every five seconds.',
      },
    })
  }
}

/** Throws where these files cannot be shown as a certificate. */
export const refuseUnfitCertificate = (files: CertificateFiles): void => {
  read(files)
}

/**
 * Reads a certificate and its key, and follows the files: one that is renewed is shown without a restart, one that does
 * not fit is not.
 */
export function certificateIn(files: CertificateFiles, reporter: Reporter, every = 5000): FollowedCertificate {
  let shown = read(files)
  const hear: ((shown: TlsOptions) => void)[] = []
  // An earlier process may have raised the alarm and be gone by now.
  reporter.over?.(CertificateNotTaken)
  const look = (): void => {
    try {
      const found = read(files)
      reporter.over?.(CertificateNotTaken)
      if (found.cert.equals(shown.cert) && found.key.equals(shown.key)) return
      shown = found
      for (const does of hear) does(shown)
    } catch (error) {
      // Between two files that are being replaced they do not belong together; the next change looks again.
      reporter.fault('certificate', new CertificateNotTaken(error))
    }
  }
  for (const file of Object.values(files)) watchFile(file, { interval: every, persistent: false }, look)
  return {
    get shown() {
      return shown
    },
    renewed: does => {
      hear.push(does)
    },
    look,
    stop: () => {
      for (const file of Object.values(files)) unwatchFile(file, look)
    },
  }
}

/**
 * All of TLS 1.3, and of TLS 1.2 those with an ephemeral key exchange and authenticated encryption (AEAD). The device
 * chooses: one without hardware for AES is better off with ChaCha20.
 */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  ...['ECDSA', 'RSA'].flatMap(kind =>
    ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'].map(cipher => `ECDHE-${kind}-${cipher}`),
  ),
].join(':')

function read({ cert: certFile, key: keyFile }: CertificateFiles): TlsOptions {
  const [cert, key] = [bytesOf(certFile), bytesOf(keyFile)]
  if (!fits(cert, key, certFile, keyFile))
    throw new CannotRun(`The key in ${keyFile} is not the one of the certificate in ${certFile}.`)
  return { cert, key, minVersion: 'TLSv1.2', ciphers }
}

function fits(cert: Buffer, key: Buffer, certFile: string, keyFile: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    throw new CannotRun(
      `${certFile} is no certificate, or ${keyFile} no key to it. Both are PEM files: the certificate with those of its issuers below it, and the private key without a password.`,
    )
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException
    const isShut = code === 'EACCES' || code === 'EPERM'
    throw new CannotRun(
      isShut
        ? `${file} cannot be read by the user ${thisUser()}, as which Obhut runs. Let this user read it, and the folders above it; and nobody else the key: chgrp ${thisUser()} FILE; chmod 640 FILE`
        : `${file} cannot be read${code === 'ENOENT' ? ': it is not there' : ''}. --tls-cert and --tls-key (OBHUT_TLS_CERT, OBHUT_TLS_KEY) name the certificate and its key as PEM files.`,
    )
  }
}
