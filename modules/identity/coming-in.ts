import type { Stage, Visitor } from '../../platform/demo.ts'

/** What anybody needs who comes to a platform that sends its letters into a letterbox: a demo, a test. */
type Here<V extends Visitor> = Pick<Stage, 'settle'> & { visitor(): V }

export interface SeenLetter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly links: readonly string[]
}

/** Letters to an address, newest first. */
export async function lettersTo(here: { visitor(): Visitor }, mail: string): Promise<SeenLetter[]> {
  const { body } = await here.visitor().get('/dev/letterbox', { accept: 'application/json' })
  return (body.items as SeenLetter[]).filter(letter => letter.to === mail)
}

/** The token of the one link in a letter. */
export function tokenIn(letter: SeenLetter | undefined): string {
  const token = letter?.links[0]?.split('#')[1]
  if (!token) throw new Error(`there is no link in ${letter ? `“${letter.subject}”` : 'a letter that did not come'}`)
  return token
}

/** What somebody types into the registration form. */
export type Form = Readonly<Record<string, unknown>> & { readonly mail: string; readonly password: string }

/** Asks for an account as any visitor does: a letter with a link goes to the address. */
export async function asksForAccount<V extends Visitor>(here: Here<V>, form: Form): Promise<V> {
  const browser = here.visitor()
  const asked = await browser.post('/api/registrations', form)
  if (asked.status !== 202) throw new Error(asked.text)
  await here.settle()
  return browser
}

/** Registers like anybody: form, letter, link. The account is open then, and nobody is signed in. */
export async function registers<V extends Visitor>(here: Here<V>, form: Form): Promise<V> {
  const browser = await asksForAccount(here, form)
  const elsewhere = here.visitor()
  const confirmed = await elsewhere.post('/api/registrations/confirm', {
    token: tokenIn((await lettersTo(here, form.mail))[0]),
    password: form.password,
  })
  if (confirmed.status !== 200) throw new Error(confirmed.text)
  await elsewhere.post('/api/sign-out')
  return browser
}
