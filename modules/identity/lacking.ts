import { missing, type Finding } from '../../kernel/statement/finding.ts'
import { settingOf, states, type Manifest } from '../../kernel/statement/manifest.ts'
import {
  accounts,
  administration,
  links,
  registrations,
  secondFactor,
  security,
  sessions,
  signIn,
  staffAccounts,
} from './activities.ts'

/** Parts of identity that cannot do without each other: whoever states accounts states how people get into them. */
export function lackingParts(manifest: Manifest): Finding[] {
  const kinds = [accounts, staffAccounts].filter(({ name }) => states(manifest, name))
  const opensOwn = states(manifest, accounts.name) && settingOf(manifest, accounts.opening) === 'self'
  const needed = [
    ...(kinds.length
      ? [signIn, links, sessions, security].map(one => [one, kinds[0]!.name, forAccounts] as const)
      : []), // there is one
    ...(opensOwn ? [[registrations, accounts.name, forRegistering] as const] : []),
    ...(states(manifest, staffAccounts.name)
      ? [secondFactor, administration].map(one => [one, staffAccounts.name, forStaff] as const)
      : []),
  ]
  return needed
    .filter(([{ name }]) => !states(manifest, name))
    .map(([{ name }, by, because]) => missing(name, ['activities', by], because))
}

const forAccounts = { de: 'ohne die niemand in sein Konto kommt', en: 'without which nobody gets into an account' }
const forStaff = {
  de: 'ohne die es keine Konten für Beschäftigte gibt',
  en: 'without which there are no accounts of staff',
}
const forRegistering = {
  de: 'ohne die niemand selbst ein Konto eröffnet (mit identity.account: { opening: by staff } geht es ohne sie)',
  en: 'without which nobody opens an account (identity.account: { opening: by staff } does without it)',
}
