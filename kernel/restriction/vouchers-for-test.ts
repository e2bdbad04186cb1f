import { defineModule } from '../../platform/module.ts'
import { activity } from '../declare/activity.ts'
import { duration } from '../declare/settings.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { flag, moment, ref, text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { asLongAs, since, table, untilErasure } from '../declare/table.ts'
import { keptBy, law } from '../statement/keeping-laws.ts'

/**
 * A small shop: customers with orders, invoices that a law keeps, their lines, and advice that rests on a legitimate
 * interest.
 */
export const buyer = subject('customer', { provenBy: ['mail'] })
const words = { de: 'Probe', en: 'Trial' }

export const ordering = activity('vouchers.orders', {
  purposes: [Purpose.CustomerOrderManagement],
  basis: contract,
  title: words,
  words,
})
export const invoicing = activity('vouchers.invoices', {
  purposes: [Purpose.PaymentManagement],
  basis: contract,
  title: words,
  words,
  settings: { keep: duration({ means: words, otherwise: 'P2Y' }) },
})
export const advising = activity('vouchers.advice', {
  purposes: [Purpose.DirectMarketing],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'a mailing goes to all' },
  reads: { 'vouchers.order': ['what', 'subject'], 'vouchers.invoice': ['recipient', 'subject'] },
})
export const looking = activity('vouchers.looks', {
  purposes: [Purpose.ImproveExistingProductsAndServices],
  basis: legitimateInterest(words),
  title: words,
  words,
})

export const order = table('vouchers.order', {
  title: { de: 'Bestellungen', en: 'Orders' },
  about: owner(buyer),
  under: ordering,
  until: untilErasure,
  columns: {
    what: text({ is: PersonalData.Purchase, from: 'the order' }),
    open: flag({ is: PersonalData.Purchase, from: 'the order' }),
  },
})
export const invoice = table('vouchers.invoice', {
  title: { de: 'Rechnungen', en: 'Invoices' },
  about: owner(buyer),
  under: invoicing,
  until: since('paidAt', invoicing.keep),
  keptByLaw: keptBy(law.vouchers, 'issuedAt'),
  columns: {
    number: text({ is: PersonalData.AccountIdentifier, from: 'the platform' }),
    recipient: text({ is: PersonalData.Name, from: 'the order' }),
    orderId: ref(order).orNot(),
    issuedAt: moment().orNot(),
    paidAt: moment().orNot(),
  },
})
export const line = table('vouchers.line', {
  title: { de: 'Rechnungszeilen', en: 'Lines of invoices' },
  about: owner(buyer),
  under: invoicing,
  until: asLongAs('invoiceId'),
  columns: { invoiceId: ref(invoice), what: text({ is: PersonalData.Purchase, from: 'the order' }) },
})
export const look = table('vouchers.look', {
  title: { de: 'Angesehene Waren', en: 'Goods looked at' },
  about: owner(buyer),
  under: looking,
  until: untilErasure,
  columns: { what: text({ is: PersonalData.Interest, from: 'the person' }), at: moment() },
})

const kernelColumns = `subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"`
export const vouchersSql = `
  create schema vouchers;
  create table vouchers."order" (id uuid primary key default gen_random_uuid(), what text not null, open boolean not null, ${kernelColumns});
  create table vouchers.invoice (id uuid primary key default gen_random_uuid(), number text not null, recipient text not null, order_id uuid references vouchers."order" deferrable,
    issued_at timestamptz(3), paid_at timestamptz(3), ${kernelColumns});
  create unique index invoice_number on vouchers.invoice (number) where restricted is null;
  create table vouchers.line (id uuid primary key default gen_random_uuid(), invoice_id uuid not null references vouchers.invoice deferrable, what text not null, ${kernelColumns});
  create table vouchers.look (id uuid primary key default gen_random_uuid(), what text not null, at timestamptz(3) not null, ${kernelColumns});`

export const vouchers = (migrations: string) =>
  defineModule('vouchers', {
    subjects: [buyer],
    activities: [ordering, invoicing, advising, looking],
    keeps: [order, invoice, line, look],
    migrations,
  })
