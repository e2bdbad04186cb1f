import { ok, page, everybody, route, type AnyRoute } from '../../platform/route.ts'
import type { Stating } from '../../platform/services.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Letterbox } from './letterbox.ts'
import { letterboxPage } from './letterbox-page.ts'
import { onRecord } from './outbox.ts'

/** What the letterbox of a demo holds, as a page or as JSON. It does not exist where letters really go out. */
export const letterboxRoute = (box: Letterbox, store: Units, stating: Stating): AnyRoute =>
  route({
    at: 'GET /dev/letterbox',
    who: everybody,
    unlisted: true,
    says: 'Letters that a demo or test would have sent, newest first.',
    does: async (_, { accepts, language }) => {
      // What came in meanwhile is newer than the look into the store, and stays.
      const before = box.letters().map(({ id }) => id)
      const still = await onRecord(store, before)
      box.keepOnly(
        new Set(
          box
            .letters()
            .map(({ id }) => id)
            .filter(id => still.has(id) || !before.includes(id)),
        ),
      )
      return accepts.includes('text/html')
        ? page(letterboxPage(box.letters(), language, stating.manifest.timeZone), { styleAttributes: true })
        : ok({
            items: box.letters().map(({ id, at, to, subject, language: spoken, text, html, links }) => ({
              id,
              at,
              to,
              subject,
              language: spoken,
              text,
              html,
              links,
            })),
          })
    },
  })
