import { z } from 'zod'
import { verifyAudit, type Verification } from '../../kernel/checkpoints/verify.ts'
import { witnessIn, type Witnessed } from '../../kernel/checkpoints/witness.ts'
import { command, valued, type Io } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'audit verify',
  says: 'Holds the audit log against its seals and, where there is a witness, against that. Changes nothing.',
  options: {
    data,
    ledger,
    witness: valued(
      'FILE',
      'A witness of the seals, beside those of OBHUT_WITNESS.',
      z.string().min(1, 'a path is not empty'),
    ),
  },
  notes: [
    'Exit code 1 when something does not fit. Facts about persons may be missing where an erasure in the log vouches for that, or where their period is over and a sweep says so.',
    'Without a witness outside of the store, newest seals that were cut off together are not noticed; nor is an entry that was taken away before it was sealed (a second at most).',
    'With --json: { seals, looked, entries, persons, erased, unsealed, witnessed, faults }; looked is how many seals were looked at.',
  ].join('\n'),
  example: 'obhut audit verify --witness /mnt/witness/obhut.jsonl',
  does: async ({ data: dir, witness }, io) =>
    withFoundation(dir, io, async ({ store, periods }) => {
      const files = [...io.environment.witnesses, ...(witness === undefined ? [] : [witness])]
      const witnesses = await Promise.all(files.map(witnessIn))
      const verified = await verifyAudit(store, await periods(), { witnesses, progress: progressTo(io) })
      io.give(verified, inWords(verified, witnesses))
      return verified.faults.length ? 1 : 0
    }),
})

/** A line now and then, where it takes long enough for one to wonder. */
function progressTo(io: Io): (seals: number, of: number) => void {
  let tenth = 1
  return (seals, of) => {
    if (of < 20_000 || seals >= of || seals * 10 < tenth * of) return
    io.say(`${seals} of ${of} seals …`)
    tenth = Math.floor((seals * 10) / of) + 1
  }
}

function inWords(
  { seals, entries, persons, erased, unsealed, witnessed, faults }: Verification,
  witnesses: readonly Witnessed[],
): string[] {
  const there = witnesses.filter(({ unread }) => !unread).length
  return [
    ...faults.map(fault => `✗ ${fault}`),
    `${seals} seals over ${entries} entries, with facts about persons beside them ${persons} times; ${erased} went with persons who were erased.`,
    ...(unsealed ? [`${unsealed} entries are not sealed yet: taking one of them away would not be noticed.`] : []),
    ...(there
      ? [`${witnessed} heads of seals are as ${there === 1 ? 'the witness' : `${there} witnesses`} saw them.`]
      : []),
    ...(witnesses.length
      ? []
      : [
          'No witness was asked (OBHUT_WITNESS, --witness): newest seals that were cut off together would not be noticed.',
        ]),
    faults.length ? 'The log does not hold.' : 'The log holds.',
  ]
}
