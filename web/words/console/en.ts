import { counted } from '../counted.ts'
import type { Words } from '../de.ts'

export const consoleEn: Words['console'] = {
  name: 'Console', title: 'For our staff', ways: 'Parts of the console', menu: 'Parts', toStart: 'to the overview',
  groups: { start: 'Overview', people: 'Customers', privacy: 'Privacy', house: 'House' },
  places: {
    overview: 'Overview', customers: 'Look up', requests: 'Requests', objections: 'Objections', holds: 'Restrictions', disclosures: 'Disclosures', versions: 'Statement', record: 'Record', proof: 'Proof', audit: 'Audit log', colleagues: 'Staff',
  },
  says: {
    customers: 'Open contact details by the whole customer number or e-mail address.', requests: 'Who asks for access, erasure or anything else, and by when.', objections: 'What has to be examined; the processing rests meanwhile.',
    holds: 'What a law keeps, and what is restricted on request.', disclosures: 'Information for authorities: with a ground, and only with a second approval.', versions: 'Versions of the privacy statement, their differences and notices.',
    record: 'The record of processing activities under Art. 30 GDPR.', proof: 'Does the running system keep what the statement promises?', audit: 'Who did what and when; nothing in it is changed.', colleagues: 'Accounts, permissions and second factor.',
  },
  lead: name => `Good day, ${name}. This is open to you.`, leadNoName: 'This is open to you.', noRoles: 'Your account has no permission yet', noRolesSays: 'The administration gives you one.',
  roles: { administration: 'Administration', support: 'Support', marketing: 'Marketing', privacy: 'Privacy' },
  search: {
    open: 'Search', title: 'Where to, or who?', label: 'Part, customer number or e-mail address', says: 'A part opens at once. For a person the console first asks for the occasion.',
    lookUp: by => `Look up “${by}”`, none: 'There is nothing for that here.', key: 'Ctrl K',
  },
  code: {
    title: 'Enter the code', lead: 'Open the app on your device and enter the code that it shows for this account.', label: 'Code', why: 'Six digits from the app. If you do not have it at hand, a spare code works too.', do: 'Continue',
    lost: 'App lost?', lostSays: 'Take a spare code. If you do not have one either, somebody of the administration resets your second factor.', demo: 'This is a demo: the codes stand on a page of their own.', demoLink: 'Codes of the demo',
    freshTitle: 'The code once more, please', freshSays: 'What you are about to do cannot be taken back. An open session is not enough for it.',
  },
  setUp: {
    title: 'Set up the second factor', lead: 'Whoever works here sees people’s data. So the password is not enough: an app on your device makes a code beside it every 30 seconds.',
    steps: ['Open the app', 'Scan the picture', 'Enter the code'], app: 'Take an authenticator app that you have already, or install one. Any that knows TOTP will do.',
    picture: 'Picture with the key for the app', scan: 'Scan this picture with the app.', byHand: 'Type the key by hand', byHandSays: 'If scanning does not work: time-based, six digits.', key: 'Key',
    do: 'Set up', begin: 'Set up anew', again: 'New picture', done: 'Your second factor is set up', doneSays: 'Keep these spare codes apart from your device. Each works once. We show them only now.', codes: 'Spare codes', copy: 'Copy', copied: 'The spare codes are copied.', print: 'Print', goOn: 'I have kept them',
  },
  own: {
    title: 'Second factor', says: left => `Set up. ${counted(left, 'One spare code is', `${left} spare codes are`)} left.`, newCodes: 'New spare codes', newCodesTitle: 'Make new spare codes?', newCodesSays: 'The old ones no longer work then.', newCodesYes: 'Make new ones', newApp: 'Set up another app',
  },
  customers: {
    title: 'Look up', lead: 'Only whole customer numbers and addresses are found; nobody browses here. Whoever looks is on record with the occasion, and the person sees it under “My data”.',
    by: 'Customer number or e-mail address', occasion: 'Occasion', occasionWhy: 'For example: called about the invoice of May.', do: 'Look up', none: 'There is no such account', noneSays: 'Is the number whole, is the address spelled right? That nothing was found is on record, too.',
    number: 'Customer number', mail: 'E-mail', phone: 'Telephone', address: 'Address', language: 'Language', languages: { de: 'German', en: 'English' }, since: 'Customer since', notYet: 'not activated yet', noName: 'Without a name', noted: 'This look-up is on record.',
  },
  colleagues: {
    title: 'Staff', lead: 'Who works here, with which permissions. Changes count at once and are on record.', none: 'Nobody yet.', invite: 'Take somebody in', inviteSays: 'A link goes to the address; with it the person chooses a password and sets up the second factor.',
    firstName: 'First name', lastName: 'Last name', mail: 'E-mail address', language: 'Language', roles: 'Permissions', rolesOf: name => `Permissions of ${name}`, noRole: 'no permission', do: 'Send link', invited: mail => `The link is on its way to ${mail}.`,
    roleSays: { administration: 'accounts of staff and customers', support: 'looking up contact details', marketing: 'nothing that names persons', privacy: 'requests, disclosures, statement, proof' },
    states: { invited: 'invited', active: 'active', deactivated: 'blocked' }, oneself: 'yourself', factor: 'second factor set up', noFactor: 'no second factor yet', since: day => `since ${day}`, actions: name => `What can be done with the account of ${name}`,
    change: 'Change permissions', changed: 'The permissions are changed.', link: 'Send the link again', linkSent: 'A new link is on its way; the old one no longer works.',
    reset: 'Reset access', resetTitle: name => `Reset the access of ${name}?`, resetSays: 'Second factor and password lapse, all sessions end. A link for a new beginning goes to the e-mail address. Make sure first that the person asks for it.', resetYes: 'Reset', resetDone: 'The access is reset, the link is on its way.',
    deactivate: 'Block', deactivateTitle: name => `Block ${name}?`, deactivateSays: 'All sessions end at once; nobody signs in to this account any more until the administration opens it again.', deactivateYes: 'Block', deactivated: 'The account is blocked.', reactivate: 'Open again', reactivated: 'The account is open; a link is on its way.',
    count: count => counted(count, 'one person', `${count} people`),
  },
}
