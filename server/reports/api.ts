import type { AnyRoute } from '../../platform/route.ts'
import { cell } from './markdown.ts'

/** The API as a list: what is new, gone or open to others shows as a line. */
export const apiOf = (routes: readonly AnyRoute[]): string => `# The API

Drawn from the routes by \`npm run generate\`; the whole description is \`/api/openapi.json\`.

| route | who | answers | says |
| --- | --- | --- | --- |
${routes
  .filter(({ unlisted }) => !unlisted)
  .toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))
  .map(lineOf)
  .join('\n')}
`
const lineOf = ({ at, who, status, once, says }: AnyRoute): string =>
  `| \`${at}\` | ${cell(who.name)} | ${status ?? 200}${once ? ', once' : ''} | ${cell(says)} |`
const pathOf = ({ at }: AnyRoute): string => at.split(' ').toReversed().join(' ')
