import { csvLine } from '../../kernel/text/csv.ts'
import type { NewGateway } from './contract.ts'

/** Secrets as a file (CSV) for whoever sets the gateways up; it can be imported again. */
export const secretsFile = (made: readonly NewGateway[]): string =>
  [['serial', 'model', 'secret'], ...made.map(({ serial, model, secret }) => [serial, model, secret])]
    .map(line => csvLine(line, 'rfc4180'))
    .join('')
