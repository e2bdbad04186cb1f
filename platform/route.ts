import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Schema } from '../kernel/declare/schema.ts'
import type { Language } from '../kernel/declare/terms.ts'
import { FreshCodeNeeded, NotAllowed, NotSignedIn, SecondFactorNeeded, type Refusal } from './refusal.ts'

/** Who is calling: nobody that we know, or somebody whose session is valid. */
export type Caller =
  | { readonly is: 'visitor' }
  | {
      readonly is: 'customer'
      readonly account: string
      readonly session: string
      readonly userName?: string
      /** Left out where the account has none. */
      readonly secondFactor?: SecondFactor
    }
  | {
      readonly is: 'staff'
      readonly account: string
      readonly session: string
      readonly userName?: string
      readonly roles: readonly string[]
      readonly secondFactor: SecondFactor
    }
/** How far somebody has shown the second factor in this session: not yet, at some time, or within the last minutes. */
export type SecondFactor = 'missing' | 'given' | 'fresh'
export type Customer = Extract<Caller, { is: 'customer' }>
export type Staff = Extract<Caller, { is: 'staff' }>

/** Whom a route lets in. */
export interface Gate<C extends Caller> {
  readonly name: string
  readonly admits: (caller: Caller) => caller is C
  /** What is missing for somebody who would be let in with it; nothing where this caller never is. */
  readonly lacks?: (caller: Caller) => Refusal | undefined
}
const hasShownBoth = (caller: Caller): boolean => caller.is === 'visitor' || caller.secondFactor !== 'missing'
const asksForCode = (caller: Caller): Refusal | undefined =>
  hasShownBoth(caller) ? undefined : new SecondFactorNeeded()

export const everybody: Gate<Caller> = { name: 'everybody', admits: (caller): caller is Caller => caller !== undefined }
/** Everybody, each with an answer of the own: it names the account that it is about, and no cache keeps it. */
export const whoever: Gate<Caller> = { ...everybody }
/** Customers; those who have set up a second factor only once they have shown it in this session. */
export const customers: Gate<Customer> = {
  name: 'customers',
  admits: (caller): caller is Customer => caller.is === 'customer' && hasShownBoth(caller),
  lacks: caller => (caller.is === 'customer' ? asksForCode(caller) : undefined),
}
/** Whoever has an account, and has shown the second factor that belongs to it. */
export const accounts: Gate<Customer | Staff> = {
  name: 'accounts',
  admits: (caller): caller is Customer | Staff => caller.is !== 'visitor' && hasShownBoth(caller),
  lacks: asksForCode,
}
/**
 * The same, and who has given no more than the password so far: for the second factor itself and what its screen needs.
 */
export const signedIn: Gate<Customer | Staff> = {
  name: 'signed in',
  admits: (caller): caller is Customer | Staff => caller.is !== 'visitor',
}
/** A member of staff, also before the second factor. */
export const colleagues: Gate<Staff> = {
  name: 'colleagues',
  admits: (caller): caller is Staff => caller.is === 'staff',
}
/** Staff of this role, or of one of these, who have shown the second factor. */
export function staff(...roles: readonly [string, ...string[]]): Gate<Staff> {
  const hasRole = (caller: Caller): caller is Staff =>
    caller.is === 'staff' && roles.some(role => caller.roles.includes(role))
  return {
    name: `staff: ${roles.join(' or ')}`,
    admits: (caller): caller is Staff => hasRole(caller) && hasShownBoth(caller),
    lacks: caller => (hasRole(caller) ? asksForCode(caller) : undefined),
  }
}
/**
 * The same gate for what cannot be taken back: the code of the second factor must have been typed within the last
 * minutes. `who: steppedUp(staff('privacy'))`
 */
export const steppedUp = (gate: Gate<Staff>): Gate<Staff> => ({
  name: `${gate.name}, after a second factor of the last minutes`,
  admits: (caller): caller is Staff => gate.admits(caller) && caller.secondFactor === 'fresh',
  lacks: caller => gate.lacks?.(caller) ?? (gate.admits(caller) ? new FreshCodeNeeded() : undefined),
})

/** Whom one of two gates lets in: `who: either(customers, steppedUp(colleagues))`. */
export const either = <A extends Caller, B extends Caller>(one: Gate<A>, other: Gate<B>): Gate<A | B> => ({
  name: `${one.name} or ${other.name}`,
  admits: (caller): caller is A | B => one.admits(caller) || other.admits(caller),
  lacks: caller => one.lacks?.(caller) ?? other.lacks?.(caller),
})

/** Why a gate stays shut for this caller. */
export const refusalAt = (gate: Gate<Caller>, caller: Caller): Refusal =>
  caller.is === 'visitor' ? new NotSignedIn() : (gate.lacks?.(caller) ?? new NotAllowed())

/**
 * What a route learns of a request beside its input. The address is for rate limits and the access log; it is never
 * stored beside a person in clear.
 */
export interface Asking<C extends Caller = Caller> {
  readonly caller: C
  readonly language: Language
  readonly address: string
  readonly agent: string | undefined
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** The browser says "do not sell or share" (Global Privacy Control, `Sec-GPC: 1`). */
  readonly gpc: boolean
  /** The Accept header. */
  readonly accepts: string
  /** The Range header, and whether it holds for this version alone (RFC 9110, section 14); HEAD asks for no content. */
  readonly range?: string
  readonly ifRange?: string
  readonly head?: true
  /** What comes in at a route that takes a file: the bytes as they come, and how whoever sends them calls the file. */
  readonly upload?: {
    readonly content: AsyncIterable<Uint8Array>
    readonly name: string
    /** As it was announced, where it was. */
    readonly length?: number
  }
  /** Ends when the client goes away. */
  readonly signal: AbortSignal
  /** Who is calling by now, for an answer that goes on for hours: a session may have ended meanwhile. */
  callsStill(): Promise<Caller>
}

export interface Answer<O> {
  readonly status: number
  readonly body?: O
  readonly headers?: Readonly<Record<string, string>> & NotDerived
  readonly cookies?: readonly Cookie[]
  /**
   * The page shows markup that has to keep its style attributes, such as mail. Everywhere else the content security
   * policy refuses them.
   */
  readonly styleAttributes?: true
  /** It was sent by somebody else: a browser that shows it runs nothing of it, and gives it no access to this site. */
  readonly sandboxed?: true
  /** HTML of a page, or a stream, in place of a JSON body. */
  readonly page?: string
  readonly bytes?: Uint8Array
  readonly stream?: Readable | AsyncIterable<string | Uint8Array>
  /** The file of ours that this is, for the access log. */
  readonly file?: string
}
/** Headers that the server derives from declarations; no answer says them itself. */
type NotDerived = {
  readonly [H in 'set-cookie' | 'content-security-policy' | 'referrer-policy' | 'access-control-allow-origin']?: never
}

/** The name of a cookie that a module declares: no other text is one. */
export type CookieName = string & { readonly isCookie: true }
/** A cookie that a module may set, by the statement in force. */
export interface DeclaredCookie {
  readonly name: CookieName
  /** The most seconds that a browser may keep it, by a period that the manifest states. */
  longest(): number
}

export interface Cookie {
  readonly name: CookieName
  readonly value: string | null
  readonly maxAge?: number
}

export const ok = <O>(body: O, more: Partial<Answer<O>> = {}): Answer<O> => ({ status: 200, body, ...more })
export const created = <O>(body: O): Answer<O> => ({ status: 201, body })
export const accepted = <O = Record<never, never>>(body: O = {} as O): Answer<O> => ({ status: 202, body })
export const nothing = (more: Partial<Answer<never>> = {}): Answer<never> => ({ status: 204, ...more })
export const page = (html: string, more: Partial<Answer<never>> = {}): Answer<never> => ({
  status: 200,
  page: html,
  ...more,
})

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** A route reads from top to bottom: where, who, what comes in, what goes out, what happens. */
export interface Route<I, O, C extends Caller> {
  /** Method and template: `POST /newsletter/subscriptions`, `GET /api/devices/:id`. */
  readonly at: `${Method} /${string}`
  readonly who: Gate<C>
  /** In one sentence, for the API description. */
  readonly says: string
  /** Path parameters, query and body in one object. */
  readonly takes?: Schema<I>
  readonly gives?: Schema<O>
  /** The status of an answer that went well, for the API description; 200 where nothing is said. */
  readonly status?: number
  readonly does: (input: I, asking: Asking<C>) => Promise<Answer<O>>
  /** The body is a file, whatever its type, and goes to `asking.upload`; the rest of the input stands in the path. */
  readonly takesFile?: true
  /** A repeated POST with the same Idempotency-Key gets the first answer; needs an activity that keeps the answers. */
  readonly once?: true
  /** Of a page: what is said instead of it is said in its language, whatever the browser prefers. */
  readonly language?: Language
  /** Not part of the API description: pages, and what exists for development only. */
  readonly unlisted?: true
}
/** Routes with all inputs stand in one list. */
// any: of each input and caller
export interface AnyRoute extends Omit<Route<any, any, any>, 'takes' | 'gives'> {
  readonly takes?: z.ZodType
  readonly gives?: z.ZodType
}

/** Pages of one language. */
export const pagesIn = (language: Language, routes: readonly AnyRoute[]): AnyRoute[] =>
  routes.map(one => ({ ...one, language }))

/**
 * A route as a value, its input typed by what it takes. Types look at what a schema gives and nothing else, so whether
 * it is one is looked at here.
 */
export function route<C extends Caller, I = Record<never, never>, O = unknown>(spec: Route<I, O, C>): AnyRoute {
  for (const side of ['takes', 'gives'] as const)
    if (spec[side] !== undefined && !(spec[side] instanceof z.ZodType))
      throw new Error(`${spec.at}: '${side}' is no schema of zod.`)
  return spec as AnyRoute
}
