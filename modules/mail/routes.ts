import { ok, page, everybody, route, type AnyRoute } from '../../house/route.ts'
import type { Stating } from '../../house/given.ts'
import type { Letterbox } from './letterbox.ts'
import { letterboxPage } from './letterbox-page.ts'

/** What the letterbox of a demo holds, as a page or as JSON. It does not exist where letters really go out. */
export const letterboxRoute = (box: Letterbox, stating: Stating): AnyRoute => route({
  at: 'GET /dev/letterbox', who: everybody, unlisted: true, says: 'Letters that a demo or test would have sent, newest first.',
  does: async (_, { accepts, language }) => accepts.includes('text/html')
    ? page(letterboxPage(box.letters(), language, stating.manifest.timeZone))
    : ok({ items: box.letters().map(({ id, at, to, subject, language: spoken, text, html, links }) => ({ id, at, to, subject, language: spoken, text, html, links })) }),
})
