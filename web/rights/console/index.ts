import { IconFingerprint, IconInbox, IconLock, IconScale } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { auditWords } from '../../audit/words/index.ts'
import { disclosuresConsoleWords } from '../../disclosures/console/words/index.ts'
import { rightsWords } from '../words/index.ts'
import { rightsConsoleWords } from './words/index.ts'

export const rightsConsole: Console = {
  parts: [
    {
      name: 'requests',
      label: { de: 'Anfragen', en: 'Requests' },
      says: {
        de: 'Wer Auskunft, Löschung oder anderes verlangt, und bis wann.',
        en: 'Requests for access, erasure and other rights, with their deadlines.',
      },
      path: 'requests',
      icon: IconInbox,
      group: 'privacy',
      place: 10,
      opens: ['staff:privacy', 'staff:officer'],
      screen: screen(rightsConsoleWords, () => import('./Requests.tsx').then(it => it.Requests)),
      below: [
        {
          path: 'requests/:id',
          screen: screen([rightsConsoleWords, rightsWords], () =>
            import('./RequestScreen.tsx').then(it => it.RequestScreen),
          ),
        },
      ],
      waits: screen(rightsConsoleWords, () => import('./Waiting.tsx').then(it => it.RequestsWaiting)),
    },
    {
      name: 'objections',
      label: { de: 'Widersprüche', en: 'Objections' },
      says: {
        de: 'Was zu prüfen ist; solange ruht die Verarbeitung.',
        en: 'What has to be examined; the processing is paused meanwhile.',
      },
      path: 'objections',
      icon: IconScale,
      group: 'privacy',
      place: 20,
      opens: ['staff:privacy'],
      screen: screen(rightsConsoleWords, () => import('./Objections.tsx').then(it => it.Objections)),
      waits: screen(rightsConsoleWords, () => import('./Waiting.tsx').then(it => it.ObjectionsWaiting)),
    },
    {
      name: 'holds',
      label: { de: 'Einschränkungen', en: 'Restrictions' },
      says: {
        de: 'Was auf Verlangen eingeschränkt ist, und was länger bleibt: nach Gesetz, für Ansprüche, bei Verdacht.',
        en: 'What is restricted on request, and what is kept longer: by law, for claims, under suspicion.',
      },
      path: 'holds',
      icon: IconLock,
      group: 'privacy',
      place: 30,
      opens: ['staff:privacy'],
      screen: screen([rightsConsoleWords, disclosuresConsoleWords, rightsWords], () =>
        import('./Holds.tsx').then(it => it.Holds),
      ),
      waits: screen(disclosuresConsoleWords, () =>
        import('../../disclosures/console/Waiting.tsx').then(it => it.HoldsWaiting),
      ),
    },
  ],
  own: [
    {
      path: 'my-data',
      label: { de: 'Meine Daten', en: 'My data' },
      icon: IconFingerprint,
      place: 20,
      screen: screen([rightsWords, auditWords], () => import('../MyDataScreen.tsx').then(it => it.MyDataScreen)),
    },
  ],
}
