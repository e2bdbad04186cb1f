import { markup, type Html } from './html.ts'

/**
 * A platform under a sheltering arch, with a light in it: the mark, told at length. Our own drawing; it takes the
 * page's colours.
 */
export const picture = (withReadings: boolean): Html =>
  markup(`<svg class="picture" viewBox="0 0 600 520" aria-hidden="true" focusable="false">
<path d="M76 452V268a224 224 0 0 1 448 0v184z" fill="var(--tint)"/>
<circle cx="300" cy="196" r="66" fill="var(--amber)"/>
<path d="M76 404c70-62 150-66 224-34s154 26 224-22v104H76z" fill="var(--hill)"/>
<path d="M76 452V268a224 224 0 0 1 448 0v184" fill="none" stroke="var(--spruce)" stroke-width="20" stroke-linecap="round"/>
<path d="M386 262v-54h30v82z" fill="var(--roof)"/>
<path d="M192 290h216v148a6 6 0 0 1-6 6H198a6 6 0 0 1-6-6z" fill="var(--wall)"/>
<path d="M300 190 444 302a9 9 0 0 1-6 16H162a9 9 0 0 1-6-16z" fill="var(--roof)"/>
<path d="m300 216-62 48h124z" fill="var(--wall)" opacity=".13"/>
<g fill="var(--glow)"><rect x="216" y="344" width="52" height="52" rx="7"/><rect x="332" y="344" width="52" height="52" rx="7"/><circle cx="300" cy="274" r="14"/></g>
<path d="M242 344v52m-26-26h52m90-26v52m-26-26h52" stroke="var(--roof)" stroke-width="4"/>
<path d="M280 444v-62a20 20 0 0 1 40 0v62z" fill="var(--spruce)"/><circle cx="310" cy="416" r="3.5" fill="var(--amber)"/>
<g><path d="M138 444v-60" stroke="var(--roof)" stroke-width="8" stroke-linecap="round"/><path d="M138 300c26 0 40 26 40 52s-16 46-40 46-40-20-40-46 14-52 40-52z" fill="var(--spruce)"/><path d="M138 336v56m0-22 16-16m-16 4-14-14" stroke="var(--hill)" stroke-width="4" stroke-linecap="round" fill="none"/></g>
<g><path d="M462 444v-36" stroke="var(--roof)" stroke-width="7" stroke-linecap="round"/><circle cx="462" cy="386" r="34" fill="var(--spruce)"/><circle cx="488" cy="410" r="22" fill="var(--roof)"/></g>
<path d="M40 449h520" stroke="var(--spruce)" stroke-width="10" stroke-linecap="round"/>
<path d="M216 488c52 18 116 18 168 0" fill="none" stroke="var(--spruce)" stroke-width="10" stroke-linecap="round"/>
${withReadings ? readings : ''}${yourData}
</svg>`)

/** A card with a day's consumption in the colours of electricity, gas and water. */
const readings = `<g transform="translate(396 56)"><rect width="192" height="136" rx="18" fill="var(--surface)" stroke="var(--line)" stroke-width="2"/>
<g fill="var(--electricity)"><rect x="22" y="76" width="15" height="38" rx="4"/><rect x="44" y="60" width="15" height="54" rx="4"/><rect x="66" y="34" width="15" height="80" rx="4"/></g>
<g fill="var(--gas)"><rect x="88" y="52" width="15" height="62" rx="4"/><rect x="110" y="70" width="15" height="44" rx="4"/></g>
<g fill="var(--water)"><rect x="132" y="84" width="15" height="30" rx="4"/><rect x="154" y="64" width="15" height="50" rx="4"/></g>
<path d="M22 22h54" stroke="var(--edge)" stroke-width="7" stroke-linecap="round" opacity=".55"/></g>`

/** A sheet that its owner can read and tick off. */
const yourData = `<g transform="translate(12 142)"><rect width="152" height="118" rx="18" fill="var(--surface)" stroke="var(--line)" stroke-width="2"/>
<g stroke="var(--edge)" stroke-width="7" stroke-linecap="round" opacity=".55"><path d="M58 34h66M58 60h48M58 86h58"/></g>
<g fill="none" stroke="var(--spruce)" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"><path d="m24 34 6 6 11-12M24 60l6 6 11-12M24 86l6 6 11-12"/></g></g>`

const icon = (path: string, warm = false): Html =>
  markup(
    `<svg class="icon${warm ? ' warm' : ''}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`,
  )
export const icons = {
  readings: icon('<path d="M4 20V10m5.3 10V4m5.4 16v-7M20 20V8"/>', true),
  account: icon('<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-5.5 7.500-5.500s6.500 1.500 7.500 5.500"/>'),
  purchase: icon('<path d="M5 8h14l-1.200 12H6.200zM9 8a3 3 0 0 1 6 0"/>', true),
  taking: icon('<path d="M5 4h14v12H9l-4 4zM9 9h6m-6 3.500h4"/>', true),
  rights: icon('<path d="M12 3 5 6v5c0 4.700 3 8 7 10 4-2 7-5.300 7-10V6zM9 11.500l2.200 2.300L15.200 9.500"/>'),
}
