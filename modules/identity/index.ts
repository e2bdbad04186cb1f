import { Callers, Denials } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import { TheManifest, TheSettings, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { lackingParts } from './lacking.ts'
import { Mailer } from '../mail/contract.ts'
import {
  accounts,
  administration,
  links,
  lookUp,
  registrations,
  secondFactor,
  security,
  sessions,
  signIn,
  staffAccounts,
} from './activities.ts'
import {
  AtRegistration,
  Attempts,
  customerAccount,
  CustomerAccounts,
  Details,
  HolderProof,
  People,
  SecondPerson,
  StaffAccounts,
  staffAccount,
} from './contract.ts'
import { correctFor } from './account.ts'
import { codesStyle } from './dev-codes.ts'
import { fieldLabels } from './field-names.ts'
import { askedFields } from './fields.ts'
import { answerReset } from './forgotten.ts'
import { againstCode, from, limits, limitsIn, waitForMail } from './limits.ts'
import { answerMailChange } from './mail-change.ts'
import { stillHere } from './holder.ts'
import type { Needs } from './needs.ts'
import {
  knownPassword,
  openForCustomer,
  openForStaff,
  isOnlyAdministrator,
  renewByMail,
  setRolesOf,
} from './opened-by-staff.ts'
import { personById } from './people.ts'
import { addressOf, passwordSetAt } from './holder.ts'
import { askForPassword } from './password-change.ts'
import { endYetToCome } from './yet-to-come.ts'
import { tellingOfResets } from './colleagues.ts'
import { givingRoles, tellingOfRoles } from './role-requests.ts'
import { secondPerson } from './independence.ts'
import { answerRegistration } from './registration.ts'
import { routes } from './routes.ts'
import { knownCookie } from './known-browsers.ts'
import { callerBy, noteDenial, sessionCookie, signedInAt } from './sessions.ts'
import { customer, staffMember } from './subjects.ts'
import {
  account,
  attempt,
  dailyKey,
  factor,
  link,
  login,
  mailChange,
  recoveryCode,
  registration,
  reset,
  roleRequest,
  session,
  staff,
} from './tables.ts'
import { landing } from './landing.ts'

export const identity = defineModule('identity', {
  subjects: [customer, staffMember],
  activities: [
    accounts,
    registrations,
    signIn,
    links,
    sessions,
    security,
    staffAccounts,
    secondFactor,
    administration,
    lookUp,
  ],
  keeps: [
    account,
    staff,
    roleRequest,
    login,
    registration,
    reset,
    mailChange,
    link,
    session,
    factor,
    recoveryCode,
    attempt,
    dailyKey,
  ],
  reveals: [customerAccount, staffAccount],
  needs: { store: TheStore, stating: TheManifest, settings: TheSettings, mailer: Mailer, parts: AtRegistration },
  offers: [Callers, Denials, HolderProof, Attempts, Details, People, StaffAccounts, CustomerAccounts, SecondPerson],
  migrations: `${import.meta.dirname}/migrations`,
  lacks: lackingParts,
  landing,
  demo: () => import('./demo.ts'),
  starts: given => {
    const needs: Needs = { ...given, limits: limitsIn(given.store) }
    return {
      routes: routes(needs),
      styles: needs.settings.movable ? [codesStyle] : [],
      cookies: [sessionCookie(needs), knownCookie(needs)],
      jobs: [
        answerRegistration(needs),
        answerReset(needs),
        answerMailChange(needs),
        givingRoles(needs),
        tellingOfRoles(needs),
        tellingOfResets(needs),
        endYetToCome(needs),
      ],
      offers: [
        offer(Callers, { callerOf: callerBy(needs) }),
        offer(Denials, { denied: noteDenial(needs) }),
        offer(HolderProof, {
          signedInAt: signedInAt(needs),
          addressOf: addressOf(needs),
          passwordSetAt,
          ask: (holder, password) => askForPassword(needs, holder, password),
        }),
        offer(Details, {
          fields: () => askedFields(needs.stating).map(({ name }) => ({ name, label: fieldLabels[name] })),
          correct: (by, account, fields) => correctFor(needs, by, account, fields),
        }),
        offer(Attempts, {
          countCopy: async ({ kind, account }) => {
            await needs.limits.count([kind === 'staff' ? limits.copyByStaff : limits.copy, account])
          },
          countCode: asked => needs.limits.count(...againstCode(asked)),
          countMessage: async address => {
            await needs.limits.count([limits.messageFrom, from(address)])
          },
          waitForMail: asked => waitForMail(needs, 'message', asked),
        }),
        offer(People, { byId: personById, stillHere }),
        offer(SecondPerson, secondPerson(needs)),
        offer(StaffAccounts, {
          setRoles: (mail, roles) => setRolesOf(needs, mail, roles),
          invite: someone => openForStaff(needs, 'the platform', someone),
          renew: mail => renewByMail(needs, mail),
          isOnlyAdministrator: id => isOnlyAdministrator(needs, id),
          withPassword: async (someone, password) =>
            (await openForStaff(needs, 'the platform', someone, await knownPassword(needs, password))).id,
        }),
        offer(CustomerAccounts, {
          invite: someone => openForCustomer(needs, 'the platform', someone),
          withPassword: async (someone, password) =>
            (await openForCustomer(needs, 'the platform', someone, await knownPassword(needs, password))).id,
        }),
      ],
    }
  },
})
