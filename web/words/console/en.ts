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
  roles: { administration: 'Administrators', support: 'Support', marketing: 'Marketing', privacy: 'Privacy', officer: 'Privacy officer' },
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
    title: 'Look up', lead: 'Only whole customer numbers and addresses are found; nobody browses here. Whoever looks is on record with the occasion; when and why it happened, the person sees under “My data”.',
    by: 'Customer number or e-mail address', occasion: 'Occasion', occasionWhy: 'For example: called about the invoice of May.', do: 'Look up', none: 'There is no such account', noneSays: 'Is the number whole, is the address spelled right? That nothing was found is on record, too.',
    number: 'Customer number', mail: 'E-mail', phone: 'Telephone', address: 'Address', language: 'Language', languages: { de: 'German', en: 'English' }, since: 'Customer since', notYet: 'not activated yet', noName: 'Without a name', noted: 'This look-up is on record.',
  },
  colleagues: {
    title: 'Staff', lead: 'Who works here, with which permissions. Changes count at once and are on record.', none: 'Nobody yet.', invite: 'Take somebody in', inviteSays: 'A link goes to the address; with it the person chooses a password and sets up the second factor.',
    firstName: 'First name', lastName: 'Last name', mail: 'E-mail address', language: 'Language', roles: 'Permissions', rolesOf: name => `Permissions of ${name}`, noRole: 'no permission', do: 'Send link', invited: mail => `The link is on its way to ${mail}.`,
    roleSays: { administration: 'accounts of staff and customers', support: 'looking up contact details', marketing: 'nothing that names persons', privacy: 'requests, disclosures, statement, proof', officer: 'what goes to them in confidence' },
    states: { invited: 'invited', active: 'active', deactivated: 'blocked' }, oneself: 'yourself', factor: 'second factor set up', noFactor: 'no second factor yet', since: day => `since ${day}`, actions: name => `What can be done with the account of ${name}`,
    change: 'Change permissions', changed: 'The permissions are changed.', link: 'Send the link again', linkSent: 'A new link is on its way; the old one no longer works.',
    reset: 'Reset access', resetTitle: name => `Reset the access of ${name}?`, resetSays: 'Second factor and password lapse, all sessions end. A link for a new beginning goes to the e-mail address. Make sure first that the person asks for it.', resetYes: 'Reset', resetDone: 'The access is reset, the link is on its way.',
    deactivate: 'Block', deactivateTitle: name => `Block ${name}?`, deactivateSays: 'All sessions end at once; nobody signs in to this account any more until the administration opens it again.', deactivateYes: 'Block', deactivated: 'The account is blocked.', reactivate: 'Open again', reactivated: 'The account is open; a link is on its way.',
    count: count => counted(count, 'one person', `${count} people`),
  },
  proof: {
    title: 'Proof', lead: 'Each promise of the statement, checked on the running system, with what shows it.', now: 'Check now', deep: 'Check every row', none: 'Nothing has been checked yet', noneSays: 'It is checked every day by itself, or now.',
    allHold: all => `All ${all} promises are kept`, broken: (broken, all) => counted(broken, `One of ${all} promises is not kept`, `${broken} of ${all} promises are not kept`), madeAt: (at, version) => `Checked on ${at}, version ${version} of the statement.`,
    kept: count => counted(count, 'kept', `all ${count} kept`), notKept: count => `${count} not kept`, holds: 'is kept', doesNotHold: 'is not kept', evidence: count => counted(count, 'Evidence', `${count} pieces of evidence`), rows: (count, said) => counted(count, 'one row', `${said} rows`), oldest: at => `oldest of ${at}`,
  },
  requests: {
    title: 'Requests', lead: 'Access, erasure, objection and others. Whoever asks gets an answer within a month.', show: 'Which', open: 'Open', closed: 'Settled', noneOpen: 'Nothing is open.', noneClosed: 'Nothing is settled yet.', back: 'All requests', anyRight: 'Request without a certain right',
    rights: { 'eu-gdpr:A15': 'Access', 'eu-gdpr:A16': 'Rectification', 'eu-gdpr:A17': 'Erasure', 'eu-gdpr:A18': 'Restriction', 'eu-gdpr:A20': 'Portability', 'eu-gdpr:A21': 'Objection', 'eu-gdpr:A22': 'Automated decision', 'eu-gdpr:A7-3': 'Withdrawal of a consent', 'eu-gdpr:A77': 'Complaint' },
    ways: { account: 'from the account', form: 'by the form', mail: 'by e-mail', letter: 'by letter' }, received: day => `received on ${day}`, states: { open: 'open', answered: 'answered', refused: 'refused', withdrawn: 'withdrawn' },
    daysLeft: days => days === 0 ? 'due today' : counted(days, 'one day left', `${days} days left`), overdue: days => counted(days, 'one day overdue', `${days} days overdue`),
    enter: 'Enter a letter', enterSays: 'What came by post or at the counter. The deadline runs from the day it arrived.', enterDo: 'Enter', from: 'Sender', receivedOn: 'Received on', receivedOnWhy: 'Empty means today.', right: 'What it is about', says: 'What was written',
    asked: 'What is asked for', cameBy: 'Came', receivedAt: 'Received', dueAt: 'Deadline', extendedBecause: 'Extended because', person: 'Person', personUnknown: 'not established yet', provenBy: 'Identity proven by', closedAt: 'Settled', refusal: 'Reason of the refusal', answered: 'Answer', print: 'For printing', history: 'History',
    proofs: { 'fresh sign-in': 'a fresh sign-in', 'code to the known address': 'a code to the known address', 'identity card shown': 'identity card shown', 'known in person': 'known in person', 'signature and customer number': 'signature and customer number' },
    reasons: { 'identity': 'identity cannot be established', 'excessive': 'manifestly unfounded or excessive', 'law keeps': 'a law requires keeping it', 'legal claims': 'needed for legal claims', 'compelling grounds': 'compelling grounds override', 'no such data': 'there is no such data', 'right does not apply': 'the right does not apply here' },
    events: { 'received': 'Received', 'address confirmed': 'Address confirmed', 'objection decided': 'Objection decided', 'taken on': 'Taken on', 'person known': 'Person established', 'extended': 'Deadline extended', 'answered': 'Answered', 'refused': 'Refused', 'withdrawn': 'Withdrawn', 'reminded': 'Reminded of the deadline', 'carried out': 'Carried out', 'noted': 'Note' }, by: { person: 'by the person', staff: 'by us', platform: 'by itself' },
    doing: 'What is to be done', nobodyYet: 'Nobody takes care of it yet.', take: 'Take on', done: 'Done and on record.',
    deeds: { note: 'Note', person: 'Establish person', carryOut: 'Carry out', extend: 'Extend deadline', answer: 'Answer', refuse: 'Refuse' },
    deedSays: { note: 'Stands in the history; the person sees notes with the copy.', person: 'Tie the request to an account, and record how the person proved to be it.', carryOut: 'Does what the account itself could do. An erasure cannot be taken back and takes this request with it: print the answer first.', extend: 'By two months; the person is told the reason (Art. 12(3) GDPR).', answer: 'The answer waits in the account, and an e-mail says so.', refuse: 'The answer names the authority for complaints by itself.' },
    deedDo: { note: 'Note down', person: 'Establish', carryOut: 'Carry out', extend: 'Extend', answer: 'Answer', refuse: 'Refuse' },
    note: 'Note', because: 'Reason', answerText: 'Answer', what: 'What shall happen', whats: { copy: 'Provide a copy', portable: 'Provide data to take along', correct: 'Correct', withdraw: 'Withdraw consent', withdrawAll: 'Withdraw all consents', object: 'Enter an objection', objectAll: 'Enter an objection to everything', restrict: 'Restrict', erase: 'Erase' }, corrected: 'New detail', correctedWhy: 'Only when correcting.', confirmedAt: 'Address confirmed', notConfirmed: 'not yet; no answer goes to this address', grounds: { accuracy: 'accuracy contested', unlawful: 'unlawful, but not to be erased', claims: 'for the person’s claims', objection: 'objection being examined' },
    carriedOut: 'Carried out', copyLink: 'Link to the copy', gone: rows => counted(rows, 'One row is erased.', `${rows} rows are erased.`), kept: (rows, table, until, why) => `${rows} of ${table} stay restricted until ${until}: ${why}`,
  },
  objections: {
    title: 'Objections', lead: 'Where somebody objects on grounds of the own situation, the data rests until it has been weighed here (Art. 21(1) GDPR).', none: 'No objection is waiting.', since: day => `resting since ${day}`, toRequest: 'Request', examine: 'Examine', grounds: 'Grounds of the person', noGrounds: 'None were given.',
    outcome: 'Outcome', outcomes: { stopped: 'The processing ends', adapted: 'It goes on in another form', overruled: 'Compelling grounds prevail' }, answer: 'Answer to the person', answerWhy: 'What was weighed and why. With compelling grounds: which.', do: 'Decide', settled: 'Decided; the person gets the answer.',
  },
  holds: {
    title: 'Restrictions', lead: 'Stored, and seen by nobody in everyday work.', onRequest: 'Restricted on request', onRequestSays: 'Art. 18 GDPR. Before a restriction ends, the person is told.', noneOnRequest: 'Nobody has asked for it.', since: day => `since ${day}`, liftsAt: day => `ends on ${day}`,
    grounds: { accuracy: 'Accuracy contested', unlawful: 'Unlawful, but not to be erased', claims: 'For the person’s claims', objection: 'Objection being examined' },
    lift: 'Lift', liftTitle: 'Lift the restriction?', liftSays: 'The person is told now; in 14 days the restriction ends by itself.', liftYes: 'Tell and lift', lifted: 'The person has been told.',
    assessments: 'Open tax assessments', assessmentsSays: 'As long as a year is open, what the law keeps of it stays (section 147(3) AO).', noAssessments: 'No year is open.', openYear: 'Open a year', year: 'Year', reason: 'Reason', openDo: 'Open', close: 'Close', closeTitle: year => `Close ${year}?`, closeSays: 'What stayed only for this is then erased by itself.', closeYes: 'Close', closed: 'The year is closed.', closedOn: day => `closed on ${day}`,
  },
  statement: {
    title: 'Statement', lead: 'All versions, what changed with each, and the next one on its way.', none: 'No version yet.', version: version => `Version ${version}`, effective: day => `effective from ${day}`, published: day => `published on ${day}`, material: 'material', notMaterial: 'not material',
    standings: { 'in force': 'in force', 'earlier': 'earlier', 'waiting': 'announced', 'withdrawn': 'withdrawn' }, whatChanged: 'What changes', noChanges: 'Nothing that stands in the statement.', materialSays: 'Some of it is material: everybody concerned is told before.', notMaterialSays: 'Nothing material: no notices are needed.',
    waits: version => `Version ${version} waits for its day`, told: (told, waiting) => `${counted(told, 'One person has', `${told} people have`)} been told, ${counted(waiting, 'one letter waits', `${waiting} letters wait`)} to be sent.`,
    withdraw: 'Take back', withdrawTitle: 'Take the announced version back?', withdrawSays: 'It will not come into force; the present one stays.', withdrawYes: 'Take back', withdrawn: 'The version is taken back.',
    publish: 'New version', publishSays: 'First you see what would change. Then you decide from when it holds.', manifest: 'Manifest (YAML)', check: 'Show differences', effectiveOn: 'Effective from', effectiveWhy: 'Empty: the day that the manifest names.', publishDo: 'Publish', publishedVersion: version => `Version ${version} is published.`, backToManifest: 'Back to the manifest',
  },
}
