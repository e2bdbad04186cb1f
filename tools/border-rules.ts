// Who may know whom (drawn in ARCHITECTURE.md). Held by `npm run check`; that each of
// these rules can go red is shown by tools/borders.test.ts. That modules do not stand in a circle is a question about
// folders, not files, and asked in tools/borders.ts.
import type { ICruiseOptions, IForbiddenRuleType, IResolveOptions } from 'dependency-cruiser'

const modules = '^modules/([^/]+)/'

/** Tests, and what only tests use, may reach further than what they test. */
const tests = ['\\.test\\.tsx?$', '-for-test\\.ts$', '/testing/']

/**
 * The kernel's folders, the lowest first. Each may use what lies below it; of what lies above it, types alone. There is
 * no exception: what needs one is in the wrong folder, or is two things. Its tables are listed above all of them, in
 * kernel/tables.ts.
 */
export const layers = [
  'clock',
  'text',
  'problems',
  'declare',
  'statement',
  'search',
  'vault',
  'ledger',
  'audit',
  'enforce',
  'store',
  'numbers',
  'tenants',
  'aggregates',
  'pseudonyms',
  'files',
  'sealing',
  'jobs',
  'events',
  'alarms',
  'rows',
  'disclosure',
  'consent',
  'recipients',
  'restriction',
  'rights',
  'retention',
  'checkpoints',
  'backup',
  'versions',
  'imports',
  'recovery',
  'proof',
]
const inLayers = (some: readonly string[]): string => `^kernel/(${some.join('|')})/`

export const rules: IForbiddenRuleType[] = [
  ...layers.slice(0, -1).map(
    (layer, place): IForbiddenRuleType => ({
      name: 'kernel-layers-know-what-lies-below',
      comment: `kernel/${layer} lies below: ${layers.slice(place + 1).join(', ')}.`,
      severity: 'error',
      from: { path: inLayers([layer]), pathNot: tests },
      to: { path: `${inLayers(layers.slice(place + 1))}|^kernel/tables\\.ts$`, dependencyTypesNot: ['type-only'] },
    }),
  ),
  {
    name: 'kernel-folders-are-layers',
    comment: 'A folder of the kernel has its place among the layers (tools/border-rules.ts).',
    severity: 'error',
    from: { path: '^kernel/[^/]+/', pathNot: inLayers(layers) },
    to: {},
  },
  {
    name: 'web-knows-only-the-published-api',
    comment: 'The screens speak to the public API alone. What they know of it is generated into web/api.d.ts.',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^(kernel|modules|server|gateway|statements)/' },
  },
  {
    name: 'screens-know-no-frame',
    comment:
      'The frames of portal and console know the list of all screens. A screen that knows a frame knows all others; what screens share lies in web/parts and web/console/parts.',
    severity: 'error',
    from: { path: '^web/', pathNot: [...tests, '^web/(app\\.tsx|(frame|console)/[^/]+)$', '^web/gallery/'] },
    to: { path: '^web/(portal\\.ts|(frame|console)/[^/]+\\.tsx?)$' },
  },
  {
    name: 'gateway-knows-only-the-published-interfaces',
    comment: "The agent in the customer's home is built and shipped alone.",
    severity: 'error',
    from: { path: '^gateway/', pathNot: tests },
    to: { path: '^(kernel|modules|server|web|statements)/' },
  },
  {
    name: 'kernel-knows-nobody',
    comment: 'The kernel asks, it does not recognise: nothing in it may depend on who builds on it.',
    severity: 'error',
    from: { path: '^kernel/', pathNot: tests },
    to: { path: '^(modules|server|web|gateway|clauses|e2e|tools)/' },
  },
  {
    name: 'kernel-knows-no-http-and-no-screen',
    severity: 'error',
    from: { path: '^kernel/' },
    to: {
      path: '(^|/)node_modules/(@fastify|fastify|react|react-dom|react-router|@mantine|aedes|mqtt)/|^(node:)?http[2s]?$',
    },
  },
  {
    name: 'modules-meet-at-a-contract',
    comment: 'Of another module only its contract.ts may be imported, never one of its rooms.',
    severity: 'error',
    from: { path: modules, pathNot: tests },
    to: { path: '^modules/', pathNot: ['^modules/$1/', '^modules/[^/]+/contract\\.ts$'] },
  },
  {
    name: 'tests-of-modules-meet-at-a-contract',
    comment:
      'The tests of others may start a module (its index.ts), and use what it made for tests: people who register and sign in.',
    severity: 'error',
    from: { path: modules },
    to: { path: '^modules/', pathNot: ['^modules/$1/', '^modules/[^/]+/(contract|index)\\.ts$', '-for-test\\.ts$'] },
  },
  {
    name: 'modules-know-no-server',
    comment: "A module gets what it needs handed in; who hands it in is the composition root's business.",
    severity: 'error',
    from: { path: '^modules/', pathNot: tests },
    to: { path: '^(server|web|gateway|clauses|e2e|tools)/' },
  },
  {
    name: 'only-the-server-names-the-modules',
    comment: 'Which modules there are is said once, in the composition root. Tests start what they test.',
    severity: 'error',
    from: { pathNot: ['^(modules|server|clauses|e2e|bench|assurance)/', ...tests] },
    to: { path: '^modules/', pathNot: '/contract\\.ts$' },
  },
  {
    name: 'no-circles',
    comment: 'What depends on itself in a circle cannot be understood, tested or taken out alone.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'tests-are-imported-by-nobody',
    severity: 'error',
    from: {},
    to: { path: '\\.test\\.tsx?$' },
  },
  {
    name: 'everything-imported-is-there',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-tools-of-development-in-the-product',
    comment: 'What is installed for development only is missing where the product runs.',
    severity: 'error',
    from: { path: '^(kernel|modules|server|gateway)/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
]

/**
 * What of the kernel opens the whole store for whoever calls it, and so reaches past units of work; with the modules that
 * may call it. A check finds the files (tools/borders.ts): one that opens the store and is called by a module stands
 * here.
 */
export const reachesFurther: Readonly<Record<string, readonly string[]>> = {
  'kernel/retention/holds.ts': ['disclosures'],
  'kernel/rights/erase.ts': ['identity', 'rights'],
  'kernel/rights/bind.ts': ['rights'],
  'kernel/rights/held.ts': ['telemetry'],
  'kernel/rights/objections.ts': ['rights'],
  'kernel/restriction/assessments.ts': ['rights'],
  'kernel/restriction/on-request.ts': ['homes', 'rights'],
  'kernel/restriction/possessions.ts': ['telemetry'],
  'kernel/rows/copy.ts': ['disclosures', 'rights'],
  'kernel/recipients/outgoing.ts': ['mail'],
  'kernel/rows/find.ts': ['audit', 'disclosures', 'identity', 'rights'],
  'kernel/store/answers.ts': ['website'],
  'kernel/store/bulk.ts': ['telemetry'],
  'kernel/store/listen.ts': ['homes'],
}
const asPath = (file: string): string => `^${file.replaceAll('.', '\\.')}$`

rules.push(
  {
    name: 'modules-get-units-of-work',
    comment:
      'Desk, owner and bulk are for kernel and server; a module gets `Units` (kernel/store/units.ts). What reaches further is a function of the kernel with a name.',
    severity: 'error',
    from: { path: '^(modules|platform)/', pathNot: tests },
    to: { path: '^kernel/store/(store|whole)\\.ts$' },
  },
  ...Object.entries(reachesFurther).map(
    ([file, callers]): IForbiddenRuleType => ({
      name: 'what-reaches-further-has-its-modules',
      comment: `${file} reaches past units of work; it is for ${callers.join(', ')} (tools/border-rules.ts).`,
      severity: 'error',
      from: { path: '^modules/', pathNot: [`^modules/(${callers.join('|')})/`, ...tests] },
      to: { path: asPath(file), dependencyTypesNot: ['type-only'] },
    }),
  ),
)

/** Who may work for somebody else within a request: for those who are invited, reset or kept out by it. */
const worksForOthers = ['identity/(colleagues|holder|links)']
rules.push({
  name: 'a-request-works-for-whoever-asked',
  comment:
    'Within a request a unit of work is on behalf of whoever asked. Whom else it concerns is said by `another`, in the files that tools/border-rules.ts names.',
  severity: 'error',
  from: { path: '^(modules|platform)/', pathNot: [...worksForOthers.map(file => `^modules/${file}\\.ts$`), ...tests] },
  to: { path: '^kernel/store/another\\.ts$' },
})

/** Node's own ways to another host, another process or another thread. */
const waysOut =
  '^(node:)?(net|tls|http|https|http2|dgram|dns|dns/promises|child_process|worker_threads|cluster|inspector|inspector/promises|wasi|ffi|quic)$'

/** The few files that may: what opens our own listeners, what starts our own processes, what guards both. */
const mayConnect = [
  '^server/(guard|serving|postgres|sandbox)/',
  '^server/mqtt/(broker|connection|links)\\.ts$',
  '^server/http/',
  '^server/startup/portal\\.ts$',
  '^server/demo/(gateways|ports)\\.ts$',
  // Whether a text is an address.
  '^server/startup/environment\\.ts$',
  '^server/startup/database-url\\.ts$',
  '^modules/website/address\\.ts$',
  '^modules/intake/trusted\\.ts$',
]
/** Packages that connect to somewhere, each with the place that may use it. */
const connecting: readonly (readonly [string, string])[] = [
  ['nodemailer', '^modules/mail/(relay|composed)\\.ts$'],
  ['smtp-server', '^modules/intake/receiver\\.ts$'],
  ['pg', '^(kernel|server)/'],
  ['mqtt', '^gateway/'],
]

rules.push(
  {
    name: 'nothing-leaves-but-through-the-gate',
    comment:
      'What leaves the platform goes through kernel/recipients: handOver, then openTo. The process that serves refuses everything else at run time, too.',
    severity: 'error',
    from: { path: '^(kernel|platform|modules|server)/', pathNot: [...mayConnect, ...tests] },
    to: { path: waysOut, dependencyTypesNot: ['type-only'] },
  },
  ...connecting.map(
    ([name, where]): IForbiddenRuleType => ({
      name: 'a-package-that-connects-has-one-place',
      comment: `${name} opens connections; only ${where} may use it.`,
      severity: 'error',
      from: { path: '^(kernel|platform|modules|server|gateway)/', pathNot: [where, ...tests] },
      to: { path: `(^|/)node_modules/${name}/`, dependencyTypesNot: ['type-only'] },
    }),
  ),
)

/**
 * The same without an import: globals, and what Node keeps beside its modules. Held by tools/borders.ts on the text of
 * the files.
 */
export const globalWaysOut = {
  name: 'nothing-leaves-but-through-the-gate',
  in: /^(kernel|platform|modules|server)\//,
  notIn: [
    /^server\/(guard|serving)\//,
    /^server\/demo\/demo-lines\.ts$/,
    /\.test\.tsx?$/,
    /-for-test\.ts$/,
    /\/testing\//,
  ],
  uses: /(?<![.\w'`])fetch\(|\bnew (WebSocket|EventSource|WebTransport)\(|\bprocess\.(binding|dlopen|execve|getBuiltinModule)\b|\bcreateRequire\(import\.meta\.url\)\(/,
}

/** TypeScript 7 has no compiler API in JavaScript: without the first line every .ts file is passed over in silence. */
export const reading = {
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: { path: '(^|/)node_modules/' },
  exclude: { path: ['^dist/', '^data/', '^coverage/'] },
} satisfies ICruiseOptions

export const resolving = {
  exportsFields: ['exports'],
  conditionNames: ['import', 'node', 'default'],
  extensions: ['.ts', '.tsx', '.mts', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
} satisfies Partial<IResolveOptions>
