import { accountability } from '../declare/activities.ts'
import { hash, json, long, moment, oneOf, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * What outlives a restored backup: erasures, restrictions, holds, withdrawals, objections, suppressions, corrections, ends,
 * moves and own periods of tenants, ends of grants, imported rows of whom was erased. It names
 * nobody: ids stand in it as keyed hashes, which fit nothing any more once the person's rows are gone. `sweepLedger`
 * removes what no backup is old enough for; suppressions stay.
 */
export const ledger = table('obhut.ledger', {
  about: nobody,
  under: accountability,
  addedByAll: true,
  columns: {
    number: long(own).orNot(),
    noted: long(own),
    at: moment(),
    what: oneOf(
      [
        'erased',
        'restricted',
        'lifted',
        'withdrawn',
        'objected',
        'suppressed',
        'corrected',
        'held',
        'released',
        'ended',
        'revived',
        'moved',
        'own period',
        'kept out',
      ],
      own,
    ),
    kind: text(own).orNot(),
    mark: hash(),
    person: hash().orNot(),
    facts: json(own),
    sealed: hash().orNot(),
  },
})

/** How far the ledger has come, and whether there has ever been one. */
export const ledgerEnd = table('obhut.ledger_end', {
  about: nobody,
  under: accountability,
  key: ['number'],
  columns: { number: long(own), madeAt: moment().orNot(), sweptAt: moment().orNot() },
})
