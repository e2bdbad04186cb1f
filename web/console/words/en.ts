import type { Said } from '../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  name: 'Console',
  ways: 'Parts of the console',
  menu: 'Parts',
  toStart: 'to the overview',
  groups: { start: 'Overview', people: 'Customers', privacy: 'Privacy', platform: 'Operations' },
  lead: name => `Hello ${name}. This is what you can access.`,
  leadNoName: 'This is what you can access.',
  noRoles: 'Your account has no permission yet',
  noRolesSays: 'An administrator can give you one.',
  notOpen: 'You have no access to this part',
  notOpenSays: 'An administrator grants permissions.',
  toOverview: 'Go to the overview',
  search: {
    open: 'Search',
    title: 'Open a part or look somebody up',
    label: 'Part, customer number or e-mail address',
    says: 'A part opens at once. For a person, the console first asks for the reason.',
    lookUp: by => `Look up “${by}”`,
    none: 'There is nothing for that here.',
    key: 'Ctrl K',
  },
  freshTitle: 'Please enter the code once more',
  freshSays: 'An open session is not enough for this step.',
  customerNumber: 'Customer number',
}
