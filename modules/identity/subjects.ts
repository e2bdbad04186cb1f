import { subject } from '../../kernel/data/subject.ts'

/** Somebody with an account of the operator's customers. */
export const customer = subject('customer', { provenBy: ['mail'] })
/** Somebody who works for the operator. */
export const staffMember = subject('staff', { provenBy: ['mail'] })
