import { setTimeout as pause } from 'node:timers/promises'
import { aBrowser, type Browser, type Got } from '../testing/browser.ts'

/** A field that this platform asks for at registration. */
export interface AskedField {
  readonly name: string
  readonly required: boolean
  readonly choices?: readonly { readonly value: string }[]
}

/** Whether one can register at this platform, and what it asks for; the manifest decides both. */
export async function doorOf(url: string): Promise<{ readonly open: boolean; readonly fields: readonly AskedField[] }> {
  const { body } = await good(aBrowser(url).get('/api/site'), 'looking at the platform')
  return body.registration as Awaited<ReturnType<typeof doorOf>>
}

/** Of what somebody could tell, only what is required. */
export const answers = (
  asked: readonly AskedField[],
  could: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    asked.flatMap(({ name, required, choices = [] }) => {
      const answer = could[name] ?? choices[0]?.value
      return required && answer !== undefined ? [[name, answer]] : []
    }),
  )

/** Asks for an account as any visitor does: a letter with a link goes to the address. */
export async function asksForAccount(url: string, form: Readonly<Record<string, string>>): Promise<Browser> {
  const browser = aBrowser(url)
  await good(browser.post('/api/registrations', form), 'registering')
  return browser
}

/** Registers like any customer: form, letter, link. */
export async function registers(
  url: string,
  form: Readonly<Record<string, string>> & { readonly mail: string; readonly password: string },
): Promise<Browser> {
  const browser = await asksForAccount(url, form)
  await good(
    browser.post('/api/registrations/confirm', { token: await tokenSentTo(url, form.mail), password: form.password }),
    'confirming',
  )
  return browser
}

/** The token in the newest letter to this address, once it is there. */
async function tokenSentTo(url: string, mail: string): Promise<string> {
  for (const end = performance.now() + 10_000; performance.now() < end; await pause(50)) {
    const { body } = await aBrowser(url).get('/dev/letterbox', { accept: 'application/json' })
    const letter = (body?.items as { to: string; links: string[] }[] | undefined)?.find(one => one.to === mail)
    const token = letter?.links[0]?.split('#')[1]
    if (token !== undefined) return token
  }
  throw new Error(`no letter came to ${mail}`)
}

async function good(answer: Promise<Got>, doing: string): Promise<Got> {
  const got = await answer
  if (got.status >= 300) throw new Error(`${doing}: ${got.status} ${got.text}`)
  return got
}
