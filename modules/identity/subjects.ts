import { subject } from '../../kernel/declare/subject.ts'

/** Somebody with an account of the operator's customers. */
export const customer = subject('customer', {
  provenBy: ['mail'],
  called: { de: 'Kundinnen und Kunden', en: 'customers' },
})
/** Somebody who works for the operator. */
export const staffMember = subject('staff', { provenBy: ['mail'], called: { de: 'Beschäftigte', en: 'employees' } })
