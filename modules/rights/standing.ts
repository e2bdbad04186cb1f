import type { Language } from '../../kernel/declare/terms.ts'
import { label } from '../../kernel/statement/labels.ts'
import { isAdvertising, objectable, objectionsOf } from '../../kernel/rights/objections.ts'
import { restrictionOf } from '../../kernel/restriction/on-request.ts'
import type { Customer, Staff } from '../../platform/route.ts'
import type { Needs } from './needs.ts'
import { provenUntil } from './proving.ts'

/**
 * How things stand for a person: what can be objected to and was, whether processing is restricted, and whether it is
 * proven who sits there.
 */
export async function rightsStanding(needs: Needs, caller: Customer | Staff, language: Language) {
  const { store, stating } = needs
  const [objections, restriction, proven] = await Promise.all([
    objectionsOf(store, caller.account),
    restrictionOf(store, caller.account),
    provenUntil(needs, caller),
  ])
  const { authority, privacyContact, company } = stating.manifest
  return {
    proven: proven ?? null,
    restriction: restriction
      ? {
          since: restriction.since,
          ground: restriction.ground,
          says: restriction.says,
          asked: restriction.asked,
          liftsAt: restriction.liftsAt,
        }
      : null,
    switches:
      caller.is === 'staff'
        ? []
        : objectable(store, caller.is).map(activity => {
            const said = objections.find(one => one.activity === activity.name)
            return {
              activity: activity.name,
              title: activity.spec.title[language],
              words: activity.spec.words[language],
              interest: activity.spec.basis.because?.[language] ?? '',
              purposes: (stating.manifest.activities[activity.name]?.purposes ?? activity.spec.purposes).map(
                purpose => label(purpose)[language],
              ),
              advertising: isAdvertising(activity),
              objection: said
                ? {
                    at: said.at,
                    grounds: said.grounds,
                    state: said.state,
                    stops: said.stops,
                    settledAt: said.settledAt,
                    answer: said.answer,
                  }
                : null,
            }
          }),
    contact: { mail: privacyContact.mail, post: privacyContact.post, controller: company.name },
    authority: {
      name: authority.name,
      street: authority.street,
      postcode: authority.postcode,
      city: authority.city,
      link: authority.link ?? null,
    },
  }
}
