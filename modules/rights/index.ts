import { offer } from '../../platform/contract.ts'
import { defineModule } from '../../platform/module.ts'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { SetAside } from '../../kernel/problems/batches.ts'
import { missing } from '../../kernel/statement/finding.ts'
import { states } from '../../kernel/statement/manifest.ts'
import { desk, requests } from './activities.ts'
import { PrivacyDesk } from './contract.ts'
import { askWaiting } from './form.ts'
import { needed } from './needs.ts'
import { tellRecipients } from './notices.ts'
import { openRequest } from './opening.ts'
import { paper } from './paper.ts'
import { remind } from './requests.ts'
import { liftWhatIsDue } from './restricting.ts'
import { routes } from './routes.ts'
import { noteUndelivered } from './undelivered.ts'
import { endUnconfirmed } from './unproven.ts'
import { settleYetToCome } from './yet-to-come.ts'
import { rightsTables } from './tables.ts'
import { landing } from './landing.ts'

const forPeople = {
  de: 'ohne die niemand seine Daten einsehen, mitnehmen oder löschen kann',
  en: 'without which nobody can see, export or erase their data',
}

/**
 * People exercise their rights over what is held about them, over every module by itself; the privacy desk answers what
 * needs a person's eye.
 */
export const rights = defineModule('rights', {
  activities: [requests, desk],
  keeps: rightsTables,
  needs: needed,
  offers: [PrivacyDesk],
  migrations: `${import.meta.dirname}/migrations`,
  lacks: manifest =>
    states(manifest, desk.name) && !states(manifest, requests.name)
      ? [missing(requests.name, ['activities', desk.name], forPeople)]
      : [],
  landing: () => landing,
  demo: () => import('./demo.ts'),
  starts: needs => {
    const aside = (): SetAside => new SetAside(needs.store.clock)
    const [reminding, noting, lifting, ending, telling] = [aside(), aside(), aside(), aside(), aside()]
    const settling = aside()
    return {
      routes: routes(needs),
      styles: [paper],
      offers: [offer(PrivacyDesk, { open: incoming => openRequest(needs.store, needs.stating, incoming) })],
      jobs: [
        { name: 'rights.remind', every: hours(1), does: () => remind(needs, reminding) },
        {
          name: 'rights.note-undelivered',
          every: minutes(15),
          whateverTheClock: true,
          does: () => noteUndelivered(needs, noting),
        },
        {
          name: 'rights.yet-to-come',
          every: hours(1),
          afterDoubt: true,
          does: () => settleYetToCome(needs, settling),
        },
        { name: 'rights.lift', every: hours(1), does: () => liftWhatIsDue(needs, lifting) },
        { name: 'rights.end-unconfirmed', every: hours(1), does: () => endUnconfirmed(needs, ending) },
        askWaiting(needs),
        {
          name: 'rights.tell-recipients',
          every: minutes(1),
          whateverTheClock: true,
          does: () => tellRecipients(needs, telling),
        },
      ],
    }
  },
})
