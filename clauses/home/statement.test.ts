import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { dayInWords } from '../../kernel/declare/periods.ts'
import { Inventory } from '../../modules/homes/contract.ts'
import { lettersTo, person } from '../../modules/identity/people-for-test.ts'
import { everyModule } from '../../server/modules.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { publicPages } from '../site.ts'

let world: World
let manifest: Record<string, any> // any: whatever the file holds
beforeAll(async () => {
  world = await platformOf('home')
  manifest = parse(await readFile(join(import.meta.dirname, '../../statements/home.yaml'), 'utf8')) as typeof manifest
})
/** Starts a platform whose manifest was tampered with. */
const startWith = (change: (of: typeof manifest) => void): Promise<World> => {
  const changed = structuredClone(manifest)
  change(changed)
  return aWholeWorld({ manifest: stringify(changed, { aliasDuplicateObjects: false }) })
}

describe(clause('home/0-a', { without: 'the shop' }), () => {
  it('has the statement one click away on every public page, also where something is refused', async () => {
    for (const address of [...(await publicPages(world)), '/nothing-here'].filter(
      page => !/\.(txt|svg|ico|md|yaml|jsonld|json)$/.test(page),
    )) {
      const { text } = await world.visitor({ accept: 'text/html' }).get(address)
      expect([address, /href="\/(datenschutz|privacy)"/.test(text)]).toEqual([address, true])
    }
  })
  it('has it one click away in every letter', async () => {
    const { serial } = await world.offered(Inventory).make('Qbox 2')
    const { company } = world.stating.manifest
    const asked = await world.visitor().post(
      '/api/registrations',
      person({
        mail: 'ida@example.org',
        street: 'Am Wehr 3',
        postcode: '14467',
        city: 'Potsdam',
        country: 'DE',
        serial,
      }),
    )
    expect([asked.status, asked.text]).toEqual([202, '{}'])
    await world.settle()
    const [letter] = await lettersTo(world, 'ida@example.org')
    for (const version of [letter?.text, letter?.html]) {
      expect(version).toContain(`${world.url}/privacy`)
      expect(version).toContain(company.name)
    }
  })
  it('names the company that answers, with its postal address', async () => {
    const { company } = world.stating.manifest
    for (const address of ['/datenschutz', '/privacy', '/impressum', '/datenschutz.md']) {
      const { text } = await world.visitor().get(address)
      for (const part of [company.name, company.street, `${company.postcode} ${company.city}`])
        expect(text).toContain(part)
    }
  })
  it.each<[what: string, change: (of: typeof manifest) => void]>([
    [
      'company',
      of => {
        delete of['company']
      },
    ],
    [
      'company.name',
      of => {
        delete of['company'].name
      },
    ],
    [
      'company.street',
      of => {
        delete of['company'].street
      },
    ],
    [
      'company.postcode',
      of => {
        delete of['company'].postcode
      },
    ],
    [
      'company.city',
      of => {
        of['company'].city = ''
      },
    ],
  ])('does not start from a manifest without %s, and says where it is missing', async (what, change) => {
    await expect(startWith(change)).rejects.toThrow(what)
  })
})

describe(clause('home/1-b'), () => {
  it('shows for each activity of the manifest its legal basis', async () => {
    const text = (await Promise.all(['/datenschutz', '/datenschutz/beschaeftigte'].map(at => world.visitor().get(at))))
      .map(got => got.text)
      .join('\n')
    const stated = Object.keys(world.stating.manifest.activities)
    expect(stated.length).toBeGreaterThan(10)
    for (const name of stated) expect(basisIn(text, name), name).toMatch(/\(Art\. 6 Abs\. 1 Buchst\. [abcf] DSGVO\)/)
  })
  it('does not start with an activity that has none', async () => {
    const words = { de: 'Raten', en: 'Guessing' }
    const groundless = defineModule('guessing', {
      activities: [activity('guessing', { purposes: ['dpv:DirectMarketing'], title: words, words } as never)],
    })
    const changed = stringify(
      { ...manifest, activities: { ...manifest['activities'], guessing: {} } },
      { aliasDuplicateObjects: false },
    )
    await expect(aWholeWorld({ manifest: changed, modules: [...everyModule, groundless] })).rejects.toThrow(
      /'guessing'.*legal basis/,
    )
  })
  it('does not start with an activity that the code does not know', async () => {
    await expect(
      startWith(of => {
        of['activities'].guessing = {}
      }),
    ).rejects.toThrow('guessing')
  })
})
const basisIn = (page: string, activityName: string): string =>
  page
    .match(new RegExp(`data-promise="${activityName.replaceAll('.', '\\.')}/basis[^"]*">([^<]*)<`))?.[1]
    ?.replaceAll('\u00A0', ' ') ?? ''

describe(clause('home/13-b'), () => {
  it('bears one date on page, file and manifest', async () => {
    const { effective } = parse((await world.visitor().get('/datenschutz.yaml')).text) as { effective: string }
    expect(effective).toBe(world.stating.manifest.effective)
    const stand = async (address: string): Promise<string> =>
      (await world.visitor().get(address)).text.replaceAll('\u00A0', ' ')
    for (const address of ['/datenschutz', '/datenschutz.md'])
      expect(await stand(address)).toContain(`Stand: ${dayInWords(effective, 'de')}`)
    for (const address of ['/privacy', '/privacy.md'])
      expect(await stand(address)).toContain(`As of ${dayInWords(effective, 'en')}`)
  })
  it('bears it in each version, also when a later one is in force', async () => {
    const first = await platformOf('home')
    await first.stop()
    const later = stringify({ ...manifest, effective: '2027-03-01' }, { aliasDuplicateObjects: false })
    const second = await aWholeWorld({ database: first.database, manifest: later })
    for (const [version, effective] of [
      [1, manifest['effective']],
      [2, '2027-03-01'],
    ] as const) {
      const page = (await second.visitor().get(`/datenschutz/versionen/${version}`)).text.replaceAll('\u00A0', ' ')
      const yaml = parse((await second.visitor().get(`/datenschutz/versionen/${version}/manifest.yaml`)).text) as {
        effective: string
      }
      const markdown = (await second.visitor().get(`/datenschutz/versionen/${version}/text.md`)).text
      expect(page).toContain(`Stand: ${dayInWords(effective, 'de')}`)
      expect(markdown).toContain(`Stand: ${dayInWords(effective, 'de')}`)
      expect(yaml.effective).toBe(effective)
    }
  })
})
