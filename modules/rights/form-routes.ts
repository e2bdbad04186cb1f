import { z } from 'zod'
import { NotFound } from '../../platform/refusal.ts'
import { everybody, page, route, type AnyRoute } from '../../platform/route.ts'
import { opaqueText } from '../../platform/text.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { formAt } from './contract.ts'
import { behindLink, confirmAddress, endLink, openByForm, readForm } from './form.ts'
import { endedPage, formPage, linkPage, noticePage, receivedPage, refusedPage } from './form-pages.ts'
import type { Needs } from './needs.ts'
import { noticeAt, noticeBehind } from './notices.ts'
import { refuseUnproven } from './unproven.ts'

const typed = opaqueText(20_000).default('')
const form = z.object({ right: typed, name: typed, mail: typed, words: typed })
const byToken = z.object({ token: opaqueText(200) })

/** The form for requests about data: for everybody, without an account, a script or a cookie. */
export const formRoutes = (needs: Needs): AnyRoute[] => (['de', 'en'] as const).flatMap(asked => inLanguage(needs, asked))

function inLanguage(needs: Needs, asked: Language): AnyRoute[] {
  const language = (): Language => {
    if (!needs.stating.states(desk.name)) throw new NotFound()
    return needs.pages.languageFor(asked)
  }
  const at = formAt[asked]
  return [
    route({ at: `GET ${at}`, who: everybody, unlisted: true, says: 'The form for requests about data.', does: async () => page(formPage(needs, language())) }),
    route({
      at: `POST ${at}`, who: everybody, unlisted: true, says: 'Opens a request at the privacy desk.', takes: form,
      does: async (input, { address }) => {
        const read = readForm(input)
        if ('faults' in read) return page(formPage(needs, language(), input, read.faults), { status: 422 })
        return page(receivedPage(needs, language(), (await openByForm(needs, read.filled, { address, language: language() })).dueAt))
      },
    }),
    route({ at: `GET ${at}/:token`, who: everybody, unlisted: true, says: 'The request behind a link.', takes: byToken, does: async ({ token }) => page(linkPage(needs, language(), token, await behindLink(needs, token))) }),
    route({ at: `GET ${noticeAt[asked]}/:token`, who: everybody, unlisted: true, says: 'What was corrected, for a recipient who got the old.', takes: byToken, does: async ({ token }) => page(noticePage(needs, language(), await noticeBehind(needs, token))) }),
    route({
      at: `POST ${at}/:token`, who: everybody, unlisted: true, says: 'Confirms the request, by whoever controls the address to which the link went.', takes: byToken,
      does: async ({ token }) => {
        await confirmAddress(needs, token)
        return { status: 303, headers: { location: `${formAt[language()]}/${token}` } }
      },
    }),
    route({
      at: `POST ${at}/:token/refusal`, who: everybody, unlisted: true, says: 'Takes the request away: whoever controls the address did not make it.', takes: byToken,
      does: async ({ token }) => {
        await refuseUnproven(needs, token)
        return page(refusedPage(needs, language()))
      },
    }),
    route({
      at: `POST ${at}/:token/end`, who: everybody, unlisted: true, says: 'Ends the link.', takes: byToken,
      does: async ({ token }) => {
        await endLink(needs, token)
        return page(endedPage(needs, language()))
      },
    }),
  ]
}
