import { WrongInput } from '../../platform/refusal.ts'
import type { Met } from '../../platform/contract.ts'
import { bareNumber, typedNumber } from '../../platform/text.ts'
import { findSubjects } from '../../kernel/rows/find.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { SecondPerson } from '../identity/contract.ts'
import { NotTwoPersons } from './refusals.ts'

/** What takes two people: one records, another decides. */
export interface DisclosureNeeds {
  readonly store: Units
  readonly secondPerson: Met<{ it: typeof SecondPerson }>['it']
}
export const customerNumber = typedNumber(40, 1)

/** Two accounts are two persons only where neither was let in by the other. */
export async function askForAnother(
  secondPerson: DisclosureNeeds['secondPerson'],
  staffId: string,
  recordedBy: string | undefined,
): Promise<void> {
  if (recordedBy !== undefined && recordedBy !== staffId && !(await secondPerson.independent(recordedBy, staffId)))
    throw new NotTwoPersons()
}

/** A customer by the whole number, typed as it stands in a letter. */
export async function customerBy(store: Units, typed: string | undefined): Promise<string> {
  const [found] = typed === undefined ? [] : await findSubjects(store, 'customer', 'customerNumber', bareNumber(typed))
  if (!found)
    throw new WrongInput({
      customerNumber: {
        de: 'Dazu gibt es kein Konto. Bitte geben Sie die ganze Kundennummer ein.',
        en: 'There is no account with it. Please enter the whole customer number.',
      },
    })
  return found.id
}
