import { z } from 'zod'
import { NotFound } from '../../platform/refusal.ts'
import { everybody, page, pagesIn, route, type Answer, type AnyRoute } from '../../platform/route.ts'
import { calendarDay, opaqueText } from '../../platform/text.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import type { Language, Words } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { formAt } from './contract.ts'
import { behindLink, confirmAddress, endLink, openByForm, readForm } from './form.ts'
import { endedPage, formPage, linkPage, noticePage, receivedPage, refusedPage } from './form-pages.ts'
import type { Needs } from './needs.ts'
import { noticeAt, noticeBehind } from './notices.ts'
import { dueOf } from './opening.ts'
import { refuseUnproven } from './unproven.ts'

const typed = opaqueText(20_000).default('')
const form = z.object({ right: typed, name: typed, mail: typed, words: typed })
const byToken = z.object({ token: opaqueText(200) })

/**
 * Where it is said what came of a form: pages that can be loaded again, and gone back to, without sending it once more.
 */
const outcomes = {
  received: { de: 'eingegangen', en: 'received' },
  refused: { de: 'geloescht', en: 'erased' },
  ended: { de: 'beendet', en: 'ended' },
} as const
const seeOther = (location: string): Answer<never> => ({ status: 303, headers: { location } })

/** Until when a request of this day is answered; nothing for a day on which none that is awaited can have come. */
function lastDayFor({ store, stating }: Needs, on: string): Date | undefined {
  if (!calendarDay().safeParse(on).success) return undefined
  const { timeZone } = stating.manifest
  const dueAt = dueOf(
    stating,
    new Date(Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: '12:00' }).epochMilliseconds),
  )
  const now = store.clock.now()
  return on <= dayOf(now, timeZone) && dueAt > now ? dueAt : undefined
}

/** The form for requests about data: for everybody, without an account, a script or a cookie. */
export const formRoutes = (needs: Needs): AnyRoute[] =>
  (['de', 'en'] as const).flatMap(asked => pagesIn(asked, inLanguage(needs, asked)))

function inLanguage(needs: Needs, asked: Language): AnyRoute[] {
  const language = (): Language => {
    if (!needs.stating.states(desk.name)) throw new NotFound()
    return needs.pages.languageFor(asked)
  }
  const at = formAt[asked]
  const over = (outcome: Words): string => `${formAt[language()]}/${outcome[language()]}`
  return [
    route({
      at: `GET ${at}`,
      who: everybody,
      unlisted: true,
      says: 'The form for requests about data.',
      does: async () => page(formPage(needs, language())),
    }),
    route({
      at: `POST ${at}`,
      who: everybody,
      unlisted: true,
      says: 'Opens a request at the privacy desk.',
      takes: form,
      does: async (input, { address }) => {
        const read = readForm(input)
        if ('faults' in read) return page(formPage(needs, language(), input, read.faults), { status: 422 })
        await openByForm(needs, read.filled, { address, language: language() })
        return seeOther(
          `${over(outcomes.received)}?on=${dayOf(needs.store.clock.now(), needs.stating.manifest.timeZone)}`,
        )
      },
    }),
    route({
      at: `GET ${at}/${outcomes.received[asked]}`,
      who: everybody,
      unlisted: true,
      says: 'That a request has come in, and until when it is answered.',
      takes: z.object({ on: opaqueText(100).optional().describe('The day on which it came.') }),
      does: async ({ on }) =>
        page(receivedPage(needs, language(), on === undefined ? undefined : lastDayFor(needs, on))),
    }),
    route({
      at: `GET ${at}/${outcomes.refused[asked]}`,
      who: everybody,
      unlisted: true,
      says: 'That a request was taken away.',
      does: async () => page(refusedPage(needs, language())),
    }),
    route({
      at: `GET ${at}/${outcomes.ended[asked]}`,
      who: everybody,
      unlisted: true,
      says: 'That a link has ended.',
      does: async () => page(endedPage(needs, language())),
    }),
    route({
      at: `GET ${at}/:token`,
      who: everybody,
      unlisted: true,
      says: 'The request behind a link.',
      takes: byToken,
      does: async ({ token }) => page(linkPage(needs, language(), token, await behindLink(needs, token))),
    }),
    route({
      at: `GET ${noticeAt[asked]}/:token`,
      who: everybody,
      unlisted: true,
      says: 'What was corrected, for a recipient who got the old.',
      takes: byToken,
      does: async ({ token }) => page(noticePage(needs, language(), await noticeBehind(needs, token))),
    }),
    route({
      at: `POST ${at}/:token`,
      who: everybody,
      unlisted: true,
      says: 'Confirms the request, by whoever controls the address to which the link went.',
      takes: byToken,
      does: async ({ token }) => {
        await confirmAddress(needs, token)
        return seeOther(`${formAt[language()]}/${token}`)
      },
    }),
    route({
      at: `POST ${at}/:token/refusal`,
      who: everybody,
      unlisted: true,
      says: 'Takes the request away: whoever controls the address did not make it.',
      takes: byToken,
      does: async ({ token }) => {
        await refuseUnproven(needs, token)
        return seeOther(over(outcomes.refused))
      },
    }),
    route({
      at: `POST ${at}/:token/end`,
      who: everybody,
      unlisted: true,
      says: 'Ends the link.',
      takes: byToken,
      does: async ({ token }) => {
        await endLink(needs, token)
        return seeOther(over(outcomes.ended))
      },
    }),
  ]
}
