import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { aFolder, aManifestFile, obhut, running, said } from '../testing/command-line.ts'
import { failureOf } from '../serving/failure.ts'

describe('the command line', () => {
  it('tells what there is, and for each command what it takes', async () => {
    const all = await said(['--help'])
    expect(all).toMatchObject({ code: 0, err: '' })
    const names = [
      'start',
      'demo',
      'upgrade',
      'migrate',
      'statement check',
      'statement show',
      'sweep',
      'rights copy',
      'rights portable',
      'rights restrict',
      'rights erase',
      'vault rotate',
      'vault keys',
      'audit verify',
      'audit show',
      'backup',
      'restore',
      'purge',
      'ledger renew',
      'prove',
      'staff invite',
      'staff roles',
    ]
    for (const name of names) expect(all.out).toContain(`  ${name} `)
    const each = await Promise.all(names.map(name => said([...name.split(' '), '--help'])))
    for (const [index, help] of each.entries()) {
      expect(help).toMatchObject({ code: 0, err: '' })
      expect(help.out).toContain(`obhut ${names[index]}`)
    }
  }, 60_000)
  it.each([
    [[], /obhut COMMAND/],
    [['strat'], /no command 'strat'; did you mean 'start'/],
    [['statement'], /statement check or statement show/],
    [['rights', 'coppy', '--mail', 'x'], /there is no command 'rights coppy'; did you mean 'rights copy'\?/],
    [
      ['rights', 'zzzzzz'],
      /there is no command 'rights zzzzzz': 'rights' is rights copy or rights portable or rights restrict or rights erase/,
    ],
    [['statement', 'chek', 'x.yaml'], /did you mean 'statement check'/],
    [
      ['--data', '/var/lib/obhut/data', 'prove', '--deep'],
      /options stand after the command: obhut prove --deep --data \/var\/lib\/obhut\/data/,
    ],
    [['--data', 'x'], /options stand after the command: obhut COMMAND/],
    [['start', '--host', 'portal.nope'], /--host ADDRESS: it wants an address of this machine/],
    [
      ['start', '--prot', '4', '--data', '--json', '--port', '99999', '--clock', 'yesterday', 'more'],
      /--prot; did you mean --port\?[^]*--data wants a value[^]*a port is a number[^]*written as ISO 8601[^]*more than this command takes/,
    ],
    [['start', '--port', '1', '--port', '2'], /--port is given twice/],
    [['prove', '--deep=yes'], /--deep takes no value/],
    [['sweep', '--as-of', '2027-02-30', '--dry-run'], /a day is written as/],
    [['vault', 'keys', '--data', 'nowhere'], /Say either --to FILE or --from FILE/],
    [['sweep', '--as-of', '2027-02-28'], /say --dry-run with it/],
    [['statement', 'check'], /it wants FILE/],
    [
      ['rights', 'copy', '-o', 'x.json', '--data', 'nowhere', '--mial', 'a@example.org'],
      /--mial; did you mean --mail\?/,
    ],
  ] as [string[], RegExp][])('refuses %j with what would be right', async (args, says) => {
    const { code, out, err } = await said(args)
    expect(code).toBe(2)
    expect(out + err).toMatch(says)
    expect(err).not.toMatch(/\n\s+at /)
  })
  it('says which version it is', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string
    }
    for (const asked of ['--version', '-V', 'version'])
      expect(await said([asked])).toEqual({ code: 0, out: `obhut ${version}\n`, err: '' })
  })
  it('lists every setting of the environment that the code reads', async () => {
    const { out } = await said(['--help'])
    const root = join(import.meta.dirname, '../..')
    const named = globSync('{server,kernel,modules,platform,tools,gateway}/**/*.{ts,mjs}', { cwd: root })
      .filter(file => !file.includes('.test.') && !file.includes('for-test'))
      .flatMap(file => readFileSync(join(root, file), 'utf8').match(/\bOBHUT_[A-Z_]+/g) ?? [])
    expect([...new Set(named)].filter(name => !out.includes(name))).toEqual([])
  })
  it('takes a value in quotes, as some readers of files leave it', async () => {
    const quoted = {
      OBHUT_MAIL_FROM: '"Firma <post@firma.example>"',
      OBHUT_SMTP_URL: `'smtp://mail.firma.example:587'`,
      OBHUT_DATA: '"/nowhere/at/all"',
    }
    expect(await said(['sweep'], quoted)).toMatchObject({
      code: 3,
      err: expect.stringContaining('There is no instance of Obhut in /nowhere/at/all'),
    })
    expect((await said(['sweep'], { ...quoted, OBHUT_MAIL_FROM: 'Firma post' })).err).toContain(
      'is written as post@firma.example, or with a name as Firma <post@firma.example>\n',
    )
  })
  it('says how a % is written, and that a parameter means nothing, as of any other wrong setting', async () => {
    const relay = { OBHUT_MAIL_FROM: 'post@firma.example' }
    const told = await said(['prove'], {
      ...relay,
      DATABASE_URL: 'postgres://u:geheim%zz@h/db',
      OBHUT_SMTP_URL: 'smtps://u:geheim%zz@h',
    })
    expect(told).toMatchObject({
      code: 2,
      err: expect.stringMatching(/DATABASE_URL holds a %[^]*write % as %25[^]*OBHUT_SMTP_URL holds a %/),
    })
    expect(told.err).not.toContain('geheim')
    const secret = { OBHUT_SECRET: Buffer.alloc(32).toString('base64') }
    expect(await said(['prove'], { ...secret, DATABASE_URL: 'postgres://u@h/db?sslmod=disable' })).toMatchObject({
      code: 2,
      err: expect.stringContaining(`'sslmod' means nothing here`),
    })
  })
  it('finds its data where OBHUT_DATA says, and in --data before that', async () => {
    const [usual, other] = [join(aFolder(), 'usual'), join(aFolder(), 'said')]
    expect((await said(['prove'], { OBHUT_DATA: usual })).err).toContain(`in ${usual}`)
    expect((await said(['prove', '--data', other], { OBHUT_DATA: usual })).err).toContain(`in ${other}`)
    expect(await said(['prove'], { OBHUT_DATA: 'data' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('whole path'),
    })
  })
  it('names what is closed or missing by its whole path, and never as undefined', () => {
    const failed = (more: object): string => failureOf(Object.assign(new Error('x'), more), false).words
    expect(failed({ code: 'EACCES', path: 'labels.html' })).toContain(
      `${resolve('labels.html')} may not be used by the user `,
    )
    expect(failed({ code: 'ENOENT', path: 'firma.yaml' })).toBe(`${resolve('firma.yaml')} is not there.`)
    for (const code of ['EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'EADDRNOTAVAIL'])
      expect(failed({ code })).not.toContain('undefined')
  })
  it('names everything that is wrong with the environment, and repeats none of it', async () => {
    const { code, err } = await said(['sweep', '--data', 'nowhere'], {
      DATABASE_URL: 'mysql://me:geheim@host/x',
      OBHUT_SECRET: 'short',
      OBHUT_SMTP_URL: 'http://mail',
      OBHUT_BASE_URL: 'https://firma.example/portal',
      OBHUT_TRUSTED_PROXIES: '10.0.0.0/99',
      OBHUT_SMPT_URL: 'x',
      OBHUT_VAULT_KEYS: '1:geheim',
    })
    expect(code).toBe(2)
    for (const name of [
      'DATABASE_URL is written',
      'OBHUT_SECRET holds',
      'OBHUT_VAULT_KEYS holds',
      'OBHUT_SMTP_URL is written',
      'OBHUT_BASE_URL is written',
      'OBHUT_TRUSTED_PROXIES lists',
      'OBHUT_SMPT_URL is no setting of Obhut; did you mean OBHUT_SMTP_URL?',
    ])
      expect(err).toContain(name)
    expect(err).not.toMatch(/geheim|mysql|portal\b.*portal/)
  })
  it('says where there is no instance, and does not make one', async () => {
    const folder = join(aFolder(), 'nothing')
    const { code, err } = await said(['prove', '--data', folder])
    expect(code).toBe(3)
    expect(err).toContain(`There is no instance of Obhut in ${folder}`)
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined()
  })
  it('leaves a folder alone that holds other things', async () => {
    const folder = aFolder()
    writeFileSync(join(folder, 'letter.txt'), 'mine')
    const manifest = aManifestFile(folder)
    for (const args of [['start', '--manifest', manifest], ['demo'], ['demo', '--fresh']]) {
      const { code, err } = await said([...args, '--data', folder])
      expect({ code, says: err.includes('holds other things and no instance of Obhut') }).toEqual({
        code: 3,
        says: true,
      })
    }
    expect(readdirSync(folder).sort()).toEqual(['firma.yaml', 'letter.txt'])
  })
  it('makes nothing where a first start is refused for what can be seen before', async () => {
    const folder = aFolder()
    const file = (name: string): string => join(folder, name)
    const manifest = aManifestFile(folder)
    writeFileSync(file('unfit.yaml'), 'effective: someday\n')
    const relay = { OBHUT_SMTP_URL: 'smtp://localhost:9', OBHUT_MAIL_FROM: 'post@testhaus.example' }
    const refused: [readonly string[], NodeJS.ProcessEnv, number, RegExp][] = [
      [[], relay, 2, /There is no statement in .* yet: say which manifest to run/],
      [['--manifest', file('unfit.yaml')], relay, 1, /unfit\.yaml/],
      [['--manifest', manifest], {}, 1, /A live store sends real letters, and by which relay is not said/],
      [
        ['--manifest', manifest, '--tls-cert', file('none.pem'), '--tls-key', file('none.pem')],
        relay,
        3,
        /none\.pem cannot be read: it is not there/,
      ],
      [['--manifest', manifest], { ...relay, OBHUT_SMTP_URL: 'smtp://h?tls=no' }, 2, /'tls' means nothing here/],
      [
        ['--manifest', manifest, '--port', '4501', '--mqtt-port', '4501'],
        relay,
        2,
        /--port and --mqtt-port are both 4501/,
      ],
      [['--manifest', manifest, '--host', '0.0.0.0'], relay, 3, /name a certificate/],
      [
        ['--manifest', manifest],
        { ...relay, OBHUT_WITNESS: join(folder, 'data', 'witness') },
        3,
        /lies in the data directory/,
      ],
    ]
    for (const [args, env, code, says] of refused) {
      const told = await said(['start', '--data', file('data'), ...args], env)
      expect({ args, code: told.code, err: told.err }).toEqual({ args, code, err: expect.stringMatching(says) })
      expect(existsSync(file('data'))).toBe(false)
    }
  })
  it('looks at the file that it is to write or read before it does anything, and names what is wrong with it', async () => {
    const folder = aFolder()
    const missing = join(folder, 'not-there')
    const there = join(folder, 'there.json')
    writeFileSync(there, '{}')
    const copies = (output: string) =>
      said(['rights', 'copy', '--customer-number', '1', '-o', output, '--data', join(folder, 'data')])
    const told = await Promise.all([
      copies(join(missing, 'x.json')),
      copies(folder),
      copies(there),
      said(['backup', missing]),
      said(['backup', join(missing, 'x.backup')]),
      said(['restore', folder, '--check']),
      said(['statement', 'check', folder]),
      said(['restore', join(missing, 'x')]),
    ])
    expect(told.map(({ code, err }) => [code, err.trim()])).toEqual([
      [3, `The folder ${missing} is not there. Make it first, or choose another.`],
      [3, `${folder} is a folder. Name a file in it.`],
      [3, `${there} is there already. Choose another name.`],
      [3, expect.stringContaining(`There is no folder ${missing}. Make it first: mkdir -m 700 -p ${missing}`)],
      [3, expect.stringContaining(`There is no folder ${missing}.`)],
      [3, `${folder} is a folder. Name a backup in it; it holds none.`],
      [3, `${folder} is a folder. Name the manifest in it.`],
      [3, `There is no file ${join(missing, 'x')}.`],
    ])
  })
  it('rehearses on a copy, never on the instance of the settings', async () => {
    const data = join(aFolder(), 'data')
    for (const args of [[], ['--data', `${data}/`]]) {
      expect(await said(['start', '--rehearsal', ...args], { OBHUT_DATA: data })).toMatchObject({
        code: 2,
        err: expect.stringContaining('is the instance in service'),
      })
    }
    const empty = join(aFolder(), 'empty')
    expect(await said(['start', '--rehearsal', '--data', empty])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`There is nothing to rehearse on in ${empty}`),
    })
    expect(existsSync(empty)).toBe(false)
  })
  it.runIf(process.getuid?.() === 0)('names the user who may not read the key', () => {
    const folder = aFolder()
    const key = join(folder, 'key.pem')
    writeFileSync(key, 'x', { mode: 0o600 })
    chmodSync(folder, 0o755)
    const args = [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      process.execPath,
      join(import.meta.dirname, '../cli.ts'),
      'start',
      '--data',
      join(folder, 'data'),
      '--tls-cert',
      key,
      '--tls-key',
      key,
    ]
    expect(spawnSync('setpriv', args, { encoding: 'utf8' })).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/key\.pem cannot be read by the user \w+, as which Obhut runs/),
    })
  })
  it.runIf(process.getuid?.() === 0)(
    'works on an instance as the user that it belongs to alone: what another writes would be closed to that one',
    () => {
      const data = join(aFolder(), 'data')
      mkdirSync(join(data, 'postgres/cluster'), { recursive: true, mode: 0o700 })
      writeFileSync(join(data, 'secret'), Buffer.alloc(32), { mode: 0o600 })
      const as = (uid: number) =>
        spawnSync(
          'setpriv',
          [
            `--reuid=${uid}`,
            `--regid=${uid}`,
            '--clear-groups',
            process.execPath,
            join(import.meta.dirname, '../cli.ts'),
            'vault',
            'rotate',
            '--data',
            data,
          ],
          { encoding: 'utf8' },
        )
      chmodSync(dirname(data), 0o755)
      expect(as(65534)).toMatchObject({
        status: 3,
        stderr: expect.stringMatching(/data may not be read by \w+\. Do this as the user that runs Obhut there/),
      })
      chownSync(join(data, 'secret'), 65534, 65534)
      expect(as(0)).toMatchObject({
        status: 3,
        stderr: expect.stringMatching(/belongs to \w+, and what root writes there would be closed to it/),
      })
      expect(readdirSync(data).sort()).toEqual(['postgres', 'secret'])
    },
  )
  it('shows where a fault came about only to those who ask for it', async () => {
    const args = ['sweep', '--data', join(aFolder(), 'nothing')]
    expect((await said(args)).err).not.toMatch(/\n\s+at /)
    expect((await said(args, { OBHUT_TRACE: '1' })).err).toMatch(/There is no instance[^]*\n\s+at /)
  })
})

describe('statement check', () => {
  it('says everything that is wrong at once, each with its line and what mends it', async () => {
    const folder = aFolder()
    const file = join(folder, 'broken.yaml')
    writeFileSync(
      file,
      'effective: someday\nlanguages: [de, fr]\ntimeZone: Europe/Berlinn\nactivities:\n  kernel.acountability: { keep: P1Y }\n  kernel.operation: { keep: 7 }\n',
    )
    const told = await said(['statement', 'check', file])
    expect(told.code).toBe(1)
    const { code, out } = await said(['statement', 'check', file, '--json'])
    const { fits, problems } = JSON.parse(out) as {
      fits: boolean
      problems: { line: number; says: string; mend: string }[]
    }
    expect({ code, fits }).toEqual({ code: 1, fits: false })
    expect(problems.map(one => one.line)).toEqual(expect.arrayContaining([1, 2, 3, 5, 6]))
    for (const { says, mend } of problems) expect(told.err).toContain(says.split('\n')[0] && mend.split('\n')[0])
  })
  it('says that a first start would not wait for its day', async () => {
    const [soon, now] = [1, 0].map(days => Temporal.Now.plainDateISO('Europe/Berlin').add({ days }).toString())
    const told = await Promise.all(
      [soon, now].map(effective => said(['statement', 'check', aManifestFile(aFolder(), { effective })])),
    )
    expect(told.map(({ code, out }) => [code, out.includes(`bears the date ${soon}, which is yet to come`)])).toEqual([
      [0, true],
      [0, false],
    ])
  })
  it('lets a good one pass', async () => {
    expect(await said(['statement', 'check', join(import.meta.dirname, '../../statements/demo.yaml')])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('fits:'),
    })
  })
})

// Each start takes seconds, and a loaded machine takes its time.
describe('an instance on the disk', { timeout: 240_000 }, () => {
  const folder = aFolder()
  const data = join(folder, 'data')
  const start = (...more: string[]) => running(['start', '--data', data, '--port', '0', '--mqtt-port', '0', ...more])
  let first: { readonly answered: number; readonly code: number | null }
  beforeAll(async () => {
    const made = await start('--manifest', aManifestFile(folder), '--store', 'test')
    const { status: answered } = await fetch(`${made.url}/api/openapi.json`)
    await made.kill('SIGTERM')
    first = { answered, code: (await made.ended()).code }
  }, 240_000)

  it('is made at its first start, and stops when it is told to', () => {
    expect(first).toEqual({ answered: 200, code: 0 })
  })

  it('keeps its secret where only its owner can read it', () => {
    expect(statSync(join(data, 'secret'))).toMatchObject({ size: 32 })
    expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600)
    expect(statSync(data).mode & 0o777).toBe(0o700)
  })
  it('starts again after a kill -9, with what it held, and by itself knows its manifest', async () => {
    const killed = await start()
    await killed.kill('SIGKILL')
    const again = await start()
    expect((await fetch(`${again.url}/api/openapi.json`)).status).toBe(200)
    await again.kill('SIGINT')
    expect((await again.ended()).code).toBe(0)
  })
  it('stays of the kind that it was made as', async () => {
    const { code, err } = await obhut(['start', '--data', data, '--store', 'live'])
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('was made as a test store and stays one'),
    })
  })
  it('is not served as a site of somebody’s where it is a test store, unless that is said', async () => {
    const env = { OBHUT_BASE_URL: 'https://portal.testhaus.example' }
    const { code, err } = await obhut(['start', '--data', data, '--port', '0', '--mqtt-port', '0'], { env })
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('was made as a test store, and OBHUT_BASE_URL names a site of yours'),
    })
    expect(err).toContain('--data')
    const meant = await running(['start', '--data', data, '--port', '0', '--mqtt-port', '0', '--store', 'test'], env)
    await meant.kill('SIGTERM')
    expect((await meant.ended()).code).toBe(0)
  })
  it('is not taken over with another secret', async () => {
    const secret = readFileSync(join(data, 'secret'))
    writeFileSync(join(data, 'secret'), Buffer.alloc(32, 'another'))
    expect(await obhut(['start', '--data', data])).toMatchObject({
      code: 3,
      err: expect.stringContaining('The master secret is not the one'),
    })
    writeFileSync(join(data, 'secret'), secret)
  })
  it('opens with the keys of its own vault alone', async () => {
    const file = join(data, 'vault')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const keys = readFileSync(file)
    rmSync(file)
    expect(await obhut(['sweep', '--data', data])).toMatchObject({
      code: 3,
      err: expect.stringContaining('vault is missing'),
    })
    writeFileSync(
      file,
      JSON.stringify({ generations: [{ number: 1, key: Buffer.alloc(32, 'another').toString('base64') }] }),
      { mode: 0o600 },
    )
    expect(await obhut(['sweep', '--data', data])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not the key that this store was encrypted under'),
    })
    writeFileSync(file, keys)
  })
  it('is never a demo, so that --fresh leaves it alone', async () => {
    expect(await obhut(['demo', '--data', data])).toMatchObject({
      code: 3,
      err: expect.stringContaining('an instance of Obhut that is no demo'),
    })
    expect(await obhut(['demo', '--data', data, '--fresh'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('--fresh leaves it alone'),
    })
    expect(statSync(join(data, 'postgres/cluster')).isDirectory()).toBe(true)
  })
  it('says so when its secret is gone or open to others', async () => {
    const other = join(folder, 'other')
    mkdirSync(join(other, 'postgres/cluster'), { recursive: true })
    expect(await obhut(['sweep', '--data', other])).toMatchObject({
      code: 3,
      err: expect.stringContaining('secret is missing'),
    })
    writeFileSync(join(other, 'secret'), Buffer.alloc(32), { mode: 0o644 })
    expect(await obhut(['sweep', '--data', other])).toMatchObject({
      code: 3,
      err: expect.stringContaining('can be read by others'),
    })
  })

  it('has its ledger made anew where that is damaged and there is no copy, once it was moved aside', async () => {
    const ledger = join(data, 'ledger', 'entries')
    const renew = () => obhut(['ledger', 'renew', '--yes', '--data', data])
    const [first = '', ...rest] = readFileSync(ledger, 'utf8').split('\n')
    writeFileSync(ledger, [first.replace('"after":', '"After":'), ...rest].join('\n'))
    expect(await obhut(['sweep', '--dry-run', '--data', data])).toMatchObject({
      code: 3,
      err: expect.stringMatching(
        /does not hold together from line 1 on: [^]*mv \S+ \S+\.damaged[^]*obhut ledger renew --yes/,
      ),
    })
    expect(await renew()).toMatchObject({ code: 3, err: expect.stringContaining(`mv ${ledger} ${ledger}.damaged`) })
    renameSync(ledger, `${ledger}.damaged`)
    expect(await renew()).toMatchObject({ code: 0, out: expect.stringContaining('was made from the store') })
    expect(await obhut(['sweep', '--dry-run', '--data', data])).toMatchObject({ code: 0 })
  })
  describe('while it runs', () => {
    let platform: Awaited<ReturnType<typeof start>>
    beforeAll(async () => {
      platform = await start()
      return () => platform.kill('SIGTERM')
    }, 60_000)

    it('is there for every other command, and goes on running', async () => {
      const migrated = await obhut(['migrate', '--data', data, '--json'])
      expect(JSON.parse(migrated.out)).toEqual({ migrated: [] })
      const swept = await obhut(['sweep', '--data', data, '--dry-run', '--as-of', '2031-01-01', '--json'])
      expect(JSON.parse(swept.out)).toMatchObject({ dryRun: true, asOf: '2030-12-31T23:00:00.000Z' })
      const shown = await obhut(['statement', 'show', '--data', data, '--language', 'en'])
      expect(shown.out).toContain('Privacy statement')
      expect((await fetch(`${platform.url}/api/openapi.json`)).status).toBe(200)
    })
    it('lets the first of its staff in, by a link that opens once and can be made anew, and keeps an administrator', async () => {
      const someone = [
        '--data',
        data,
        '--mail',
        'Grace@Firma.example',
        '--first-name',
        'Grace',
        '--last-name',
        'Hopper',
        '--json',
      ]
      const invited = await obhut(['staff', 'invite', ...someone], { env: { OBHUT_BASE_URL: platform.url } })
      const { link } = JSON.parse(invited.out) as { link: string }
      expect(link.startsWith(`${platform.url}/app/activate#`)).toBe(true)
      const activate = () =>
        fetch(`${platform.url}/api/activations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token: link.split('#')[1], password: 'correct horse battery' }),
        })
      expect([(await activate()).status, (await activate()).status]).toEqual([204, 410])
      expect(await obhut(['staff', 'invite', ...someone])).toMatchObject({
        code: 1,
        out: expect.stringMatching(/There is an account of staff[^]*obhut staff roles/),
      })
      const only = ['rights', 'erase', '--data', data, '--kind', 'staff', '--mail', 'grace@firma.example', '--yes']
      expect(await obhut(only)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/Nothing was erased: this is the only account with the permission administration/),
      })
      const next = ['--data', data, '--mail', 'ada@firma.example']
      const first = await obhut(['staff', 'invite', ...next, '--first-name', 'Ada', '--last-name', 'King'], {
        env: { OBHUT_BASE_URL: platform.url },
      })
      const again = await obhut(['staff', 'invite', ...next], { env: { OBHUT_BASE_URL: platform.url } })
      expect([first.code, again.code, again.out]).toEqual([0, 0, expect.stringContaining('A new link')])
      const status = async (out: string): Promise<number> =>
        (
          await fetch(`${platform.url}/api/activations`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ token: /#(\S+)/.exec(out)?.[1], password: 'correct horse battery' }),
          })
        ).status
      expect([await status(first.out), await status(again.out)]).toEqual([410, 204])
      expect((await obhut(['staff', 'invite', '--data', data, '--mail', 'nobody@firma.example'])).code).toBe(2)
      expect(await obhut(only)).toMatchObject({ code: 0, out: expect.stringContaining('gone: identity.staff') })
      expect(
        (await obhut(['staff', 'invite', '--data', data, '--mail', 'x@firma.example', '--roles', 'chief'])).code,
      ).toBe(2)
    })
    it('proves its promises', async () => {
      const { code, out } = await obhut(['prove', '--data', data, '--json'])
      const { holds, promises } = JSON.parse(out) as {
        holds: boolean
        promises: { id: string; holds: boolean; evidence: unknown[] }[]
      }
      expect({ code, broken: promises.filter(one => !one.holds) }).toEqual({ code: 0, broken: [] })
      expect(holds).toBe(true)
      expect(promises.every(one => one.evidence.length > 0)).toBe(true)
    })
    it('has a log that holds, unless a witness is named that is not there', async () => {
      expect(await obhut(['audit', 'verify', '--data', data])).toMatchObject({
        code: 0,
        out: expect.stringContaining('The log holds.'),
      })
      const missing = join(folder, 'no-such.jsonl')
      expect(await obhut(['audit', 'verify', '--data', data, '--witness', missing])).toMatchObject({
        code: 1,
        out: expect.stringMatching(new RegExp(`the witness ${missing} is not there[^]*The log does not hold\\.`)),
      })
    })
    it('gets the next master key, and the earlier one is gone', async () => {
      const { code, out } = await obhut(['vault', 'rotate', '--data', data, '--json'])
      expect({ code, rotated: JSON.parse(out) }).toMatchObject({ code: 0, rotated: { generation: 2 } })
      expect(
        (JSON.parse(readFileSync(join(data, 'vault'), 'utf8')) as { generations: unknown[] }).generations,
      ).toMatchObject([{ number: 2 }])
      const file = join(folder, 'keys')
      expect(await obhut(['vault', 'keys', '--data', data, '--to', file])).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^\d+ keys written/),
      })
      expect(readFileSync(file, 'utf8')).toContain('"number":2')
      expect(await obhut(['vault', 'keys', '--data', data, '--from', file])).toMatchObject({
        code: 3,
        err: expect.stringMatching(/Obhut serves .* before the first start only/),
      })
      expect(await obhut(['vault', 'keys', '--data', data, '--to', join(folder, 'not-there', 'keys')])).toMatchObject({
        code: 3,
        err: expect.stringContaining(`The folder ${join(folder, 'not-there')} is not there`),
      })
    })
    it('is not started a second time', async () => {
      expect(await obhut(['start', '--data', data])).toMatchObject({ code: 3, err: expect.stringContaining('runs on') })
    })
    it('has a neighbour who does not disturb it', async () => {
      const tomorrow = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 }).toString()
      const neighbour = await running([
        'start',
        '--data',
        join(folder, 'neighbour'),
        '--manifest',
        aManifestFile(aFolder(), { effective: tomorrow }),
        '--store',
        'test',
        '--port',
        '0',
        '--mqtt-port',
        '0',
      ])
      expect(neighbour.url).not.toBe(platform.url)
      expect((await fetch(`${neighbour.url}/api/openapi.json`)).status).toBe(200)
      await neighbour.kill('SIGTERM')
      expect((await neighbour.ended()).said).toContain(`The manifest bears the date ${tomorrow}, which is yet to come.`)
      expect((await fetch(`${platform.url}/api/openapi.json`)).status).toBe(200)
    })
    it('says which port is taken', async () => {
      const { port } = new URL(platform.url)
      const { code, err } = await obhut([
        'start',
        '--data',
        join(folder, 'third'),
        '--manifest',
        aManifestFile(folder),
        '--store',
        'test',
        '--port',
        port,
        '--mqtt-port',
        '0',
      ])
      expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining(`Port ${port} is taken`) })
    })
  })
})
