import { counted } from '../../../locales/counted.ts'
import type { Said } from '../../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  gateways: {
    title: 'Gateways',
    lead: 'All gateways that you have made. Who uses one is not shown here.',
    list: 'Stock',
    none: 'No such gateway is listed.',
    counts: (inStock, claimed, retired) => `${inStock} in stock, ${claimed} claimed, ${retired} retired`,
    serial: 'Serial number',
    model: 'Model',
    modelWhy: 'As printed on the device, such as Qbox 2.',
    added: 'Added',
    state: 'State',
    states: { 'in stock': 'in stock', claimed: 'claimed', retired: 'retired' },
    action: 'Action',
    add: 'New gateways',
    addDo: 'Add',
    count: 'How many',
    countWhy: 'Up to 500 at once.',
    importing: 'Import CSV',
    importSays:
      'Columns serial, model and secret; what is left out is generated. Up to 500 lines; if one is wrong, none is added.',
    tooLarge: 'This file is too large.',
    tooLargeHelps: 'Up to 500 lines at once; for more, obhut gateway import takes files of 10,000 lines.',
    search: 'Search',
    searchFor: 'Serial number or model',
    searchDo: 'Search',
    once: count => counted(count, 'One gateway is added', `${count} gateways are added`),
    onceSays:
      'The secrets are shown only now, as they are not stored in plain text anywhere. Save the file for production and print the labels.',
    labels: 'Labels to print',
    csv: 'Secrets as CSV',
    json: 'Secrets as JSON',
    ok: 'Close',
    doneWithThem: 'I have saved them',
    notFetched: 'You have not saved the secrets yet. Without them these gateways cannot connect.',
    report: (added, known) =>
      [`${counted(added, 'One line', `${added} lines`)} added`, ...(known ? [`${known} already known`] : [])].join(
        ', ',
      ),
    nothingTaken: (refused, of) => `Nothing was added: ${refused} of ${counted(of, 'one line', `${of} lines`)} refused`,
    nothingTakenSays: 'Correct the file and import it again.',
    others: count => counted(count, 'and one more line', `and ${count} more lines`),
    line: line => `Line ${line}`,
    refused: {
      serial: 'not a valid serial number',
      model: 'the model is missing or contains unreadable characters (save the file as UTF-8)',
      secret: 'the secret contains characters that cannot be typed',
      'secret-too-short': 'the secret has fewer than 24 characters',
      'other-secret': 'already known, with another secret',
      twice: 'is in the file twice',
    },
    retire: 'Retire',
    retireTitle: serial => `Retire ${serial}?`,
    retireSays:
      'Its connection is closed and it is never let in again. If a customer has claimed it, they see that in the portal; what it reported stays until its storage periods end.',
    retireYes: 'Retire',
    retired: 'The gateway is retired.',
    retiredOn: day => `since ${day}`,
    actions: serial => `Actions for ${serial}`,
  },
}
