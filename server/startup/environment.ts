import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { givenKeys, type KeySource } from '../../kernel/vault/generations.ts'
import { domainName } from '../../kernel/statement/domain-name.ts'
import { nearest } from '../../kernel/text/nearest.ts'
import { mailbox } from '../../platform/mail-address.ts'

/** What the environment decides. Everything else is the manifest's. */
export interface Environment {
  /** The folder of the instance, where a command names none. */
  readonly data: string | undefined
  readonly databaseUrl: string | undefined
  readonly secret: Buffer | undefined
  /** Master keys of the vault, the newest with the highest number. */
  readonly vaultKeys: KeySource | undefined
  readonly smtpUrl: string | undefined
  readonly mailFrom: string | undefined
  /** Where alarms are mailed to. */
  readonly alarmsTo: string | undefined
  readonly baseUrl: string | undefined
  /** The file that outlives restored backups. */
  readonly ledger: string | undefined
  readonly trustedProxies: readonly string[]
  /** Further names that the server answers to. */
  readonly hosts: readonly string[]
  /** Networks that may read the figures, and a token for everybody else. */
  readonly metricsFrom: readonly string[] | undefined
  readonly metricsToken: string | undefined
  /** The certificate that the platform shows, and its key. */
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  /** Files outside of the data directory that witness the audit log. */
  readonly witnesses: readonly string[]
  /** Folders where backups go, for the proof to look into. */
  readonly backups: readonly string[]
  /** Whether faults show where in the code they came about. */
  readonly trace: boolean
}
/** What another process may be told of it: all but the keys of the vault, which go their own way. */
export type EnvironmentSaid = Omit<Environment, 'vaultKeys'>
export const said = ({ vaultKeys: _, ...rest }: Environment): EnvironmentSaid => rest

/** Settings of the environment that cannot be; all of them, and none of their values. */
export class WrongEnvironment extends Error {
  constructor(wrong: readonly string[]) {
    super(`The environment is not right:\n${wrong.map(one => `  - ${one}`).join('\n')}`)
    this.name = 'WrongEnvironment'
  }
}

const url = (protocols: readonly string[], eg: string, more: (url: URL) => boolean = () => true) =>
  z
    .string()
    .refine(
      text => {
        const parsed = URL.parse(text)
        return parsed !== null && protocols.includes(parsed.protocol) && more(parsed)
      },
      { error: `is written as ${eg}`, abort: true },
    )
    .refine(
      text => canBeDecoded(new URL(text)),
      'holds a % that begins no code of two hexadecimal digits: in user and password write % as %25 (and @ as %40, : as %3A, / as %2F)',
    )
function canBeDecoded({ username, password, hostname, pathname }: URL): boolean {
  try {
    return [username, password, hostname, pathname].every(part => decodeURIComponent(part) === decodeURIComponent(part))
  } catch {
    return false
  }
}
const mailFrom = z
  .string()
  .refine(
    text => mailbox(text) !== undefined,
    'is written as post@firma.example, or with a name as Firma <post@firma.example>',
  )
const secret = z
  .string()
  .transform(text => Buffer.from(text, 'base64'))
  .refine(
    bytes => bytes.length >= 32,
    'holds at least 32 random bytes in base64; make one with: openssl rand -base64 32',
  )
const vaultKeys = z.string().transform((text, context) => {
  try {
    return givenKeys(text)
  } catch {
    context.addIssue(
      'holds keys as NUMBER:KEY, each of 32 random bytes in base64 with a number of its own: "2:…,1:…". Make one with: openssl rand -base64 32',
    )
    return z.NEVER
  }
})
const proxies = z
  .string()
  .transform(text =>
    text
      .split(',')
      .map(one => one.trim())
      .filter(Boolean),
  )
  .refine(all => all.every(isAddressOrNet), 'lists addresses or networks, separated by commas: 127.0.0.1, 10.0.0.0/8')

const hosts = z
  .string()
  .transform(text =>
    text
      .split(',')
      .map(one => one.trim().replace(/\.$/, ''))
      .map(one => domainName(one)),
  )
  .refine(
    (all): all is string[] => all.every(name => name !== undefined),
    'lists names without port, separated by commas: www.firma.example, firma.example',
  )

const places = z.string().transform(text =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(Boolean),
)
const folders = places.refine(
  all => all.every(isAbsolute),
  'lists folders by their whole paths, separated by commas: /var/backups/obhut',
)
const witnesses = places.refine(
  all => all.every(isAbsolute),
  'lists files by their whole paths, separated by commas: /mnt/witness/obhut.jsonl',
)

function isAddressOrNet(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** Some readers of files of settings keep the quotes around a value. */
const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text

const settings = {
  OBHUT_DATA: z.string().refine(isAbsolute, 'is a folder by its whole path: /var/lib/obhut/data'),
  DATABASE_URL: url(
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host:5432/database',
    found => found.username !== '' && found.pathname.length > 1,
  ),
  OBHUT_SECRET: secret,
  OBHUT_VAULT_KEYS: vaultKeys,
  OBHUT_SMTP_URL: url(
    ['smtp:', 'smtps:'],
    'smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465',
  ),
  OBHUT_MAIL_FROM: mailFrom,
  OBHUT_ALARMS_TO: z.email('is one mail address, as it@firma.example'),
  OBHUT_BASE_URL: url(
    ['http:', 'https:'],
    'https://portal.firma.example, without a path',
    found => found.pathname === '/' && found.search === '' && found.hash === '',
  ).transform(text => text.replace(/\/$/, '')),
  OBHUT_LEDGER: z.string().min(1),
  OBHUT_TRUSTED_PROXIES: proxies,
  OBHUT_HOSTS: hosts,
  OBHUT_METRICS_FROM: proxies,
  OBHUT_METRICS_TOKEN: z
    .string()
    .regex(
      /^[\w~+/.-]{32,500}=*$/,
      'is a token of at least 32 letters and digits; make one with: openssl rand -hex 32',
    ),
  OBHUT_TLS_CERT: z.string(),
  OBHUT_TLS_KEY: z.string(),
  OBHUT_WITNESS: witnesses,
  OBHUT_BACKUPS: folders,
  OBHUT_TRACE: z.enum(['0', '1'], 'is 1 or 0'),
} as const

/** The names of all settings, as the help lists them. */
export const settingNames: readonly string[] = Object.keys(settings)

/** Reads the environment once; what is wrong in it is said all at once. */
export function readEnvironment(from: Readonly<Record<string, string | undefined>>): Environment {
  const said = Object.entries(from).flatMap(([name, text]) => {
    const value = text === undefined ? '' : Object.hasOwn(settings, name) ? unquoted(text) : text
    return value === '' ? [] : [[name, value] as const]
  })
  const wrong = said
    .filter(([name]) => name.startsWith('OBHUT_') && !Object.hasOwn(settings, name))
    .map(([name]) => {
      const meant = nearest(name, Object.keys(settings))
      return `${name} is no setting of Obhut${meant === undefined ? '' : `; did you mean ${meant}?`}`
    })
  const of = <K extends keyof typeof settings>(name: K): z.infer<(typeof settings)[K]> | undefined => {
    const text = said.find(entry => entry[0] === name)?.[1]
    if (text === undefined) return undefined
    const parsed = settings[name].safeParse(text)
    if (!parsed.success) wrong.push(`${name} ${parsed.error.issues[0]?.message ?? 'cannot be so'}`)
    return parsed.data as z.infer<(typeof settings)[K]> | undefined
  }
  const environment: Environment = {
    data: of('OBHUT_DATA'),
    databaseUrl: of('DATABASE_URL'),
    secret: of('OBHUT_SECRET'),
    vaultKeys: of('OBHUT_VAULT_KEYS'),
    smtpUrl: of('OBHUT_SMTP_URL'),
    mailFrom: of('OBHUT_MAIL_FROM'),
    baseUrl: of('OBHUT_BASE_URL'),
    ledger: of('OBHUT_LEDGER'),
    trustedProxies: of('OBHUT_TRUSTED_PROXIES') ?? [],
    hosts: of('OBHUT_HOSTS') ?? [],
    metricsFrom: of('OBHUT_METRICS_FROM'),
    metricsToken: of('OBHUT_METRICS_TOKEN'),
    tlsCert: of('OBHUT_TLS_CERT'),
    tlsKey: of('OBHUT_TLS_KEY'),
    witnesses: of('OBHUT_WITNESS') ?? [],
    backups: of('OBHUT_BACKUPS') ?? [],
    trace: of('OBHUT_TRACE') === '1',
    alarmsTo: of('OBHUT_ALARMS_TO'),
  }
  if (
    environment.smtpUrl !== undefined &&
    environment.mailFrom === undefined &&
    !wrong.some(one => one.startsWith('OBHUT_MAIL_FROM'))
  )
    wrong.push('OBHUT_MAIL_FROM is needed with OBHUT_SMTP_URL: the sender of the mails')
  if (wrong.length) throw new WrongEnvironment(wrong)
  return environment
}

/**
 * What a process that we start finds in its environment. The secrets stay here; what it needs of the settings it is
 * told.
 */
export const withoutSecrets = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('OBHUT_') && name !== 'DATABASE_URL' && name !== 'NODE_OPTIONS',
    ),
  )
