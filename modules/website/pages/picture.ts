import { markup, type Html } from './html.ts'

/**
 * Something under a sheltering arch, with a light in it: the mark, told at length. Our own drawing; it takes the page's
 * colours. What stands there, and the card beside it, modules bring.
 */
export const picture = (scene = statement, card?: string): Html =>
  markup(`<svg class="picture" viewBox="0 0 600 520" aria-hidden="true" focusable="false">
<path d="M76 452V268a224 224 0 0 1 448 0v184z" fill="var(--tint)"/>
<circle cx="300" cy="196" r="66" fill="var(--amber)"/>
<path d="M76 404c70-62 150-66 224-34s154 26 224-22v104H76z" fill="var(--hill)"/>
<path d="M76 452V268a224 224 0 0 1 448 0v184" fill="none" stroke="var(--spruce)" stroke-width="20" stroke-linecap="round"/>
${scene}
<path d="M40 449h520" stroke="var(--spruce)" stroke-width="10" stroke-linecap="round"/>
<path d="M216 488c52 18 116 18 168 0" fill="none" stroke="var(--spruce)" stroke-width="10" stroke-linecap="round"/>
${card === undefined ? '' : `<g transform="translate(396 56)">${sheet(192, 136)}${card}</g>`}${scene === statement ? '' : yourData}
</svg>`)

const sheet = (width: number, height: number): string =>
  `<rect width="${width}" height="${height}" rx="18" fill="var(--surface)" stroke="var(--line)" stroke-width="2"/>`
const ticked = `<g stroke="var(--edge)" stroke-width="7" stroke-linecap="round" opacity=".55"><path d="M58 34h66M58 60h48M58 86h58"/></g>
<g fill="none" stroke="var(--spruce)" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"><path d="m24 34 6 6 11-12M24 60l6 6 11-12M24 86l6 6 11-12"/></g>`

/** A sheet that its owner can read and tick off. */
const yourData = `<g transform="translate(12 142)">${sheet(152, 118)}${ticked}</g>`

/** The same sheet, large, where nothing else is to be shown: what the statement says, and its seal. */
const statement = `<g transform="translate(196 176)"><path d="M18 0h134l56 56v192a18 18 0 0 1-18 18H18a18 18 0 0 1-18-18V18A18 18 0 0 1 18 0z" fill="var(--wall)"/><path d="M152 0v38a18 18 0 0 0 18 18h38z" fill="var(--roof)"/>
<path d="M30 40h84" stroke="var(--roof)" stroke-width="12" stroke-linecap="round"/>
<g transform="translate(6 56) scale(1.25)">${ticked}</g>
<path d="M30 206h78" stroke="var(--edge)" stroke-width="9" stroke-linecap="round" opacity=".55"/>
<path d="m150 226-10 50 24-14 24 14-10-50z" fill="var(--spruce)"/><circle cx="164" cy="210" r="34" fill="var(--amber)"/><path d="m148 210 12 12 20-24" fill="none" stroke="var(--roof)" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/></g>
<g><path d="M128 444v-40" stroke="var(--roof)" stroke-width="7" stroke-linecap="round"/><circle cx="128" cy="380" r="36" fill="var(--spruce)"/><circle cx="158" cy="408" r="22" fill="var(--roof)"/></g>
<g><path d="M470 444v-36" stroke="var(--roof)" stroke-width="7" stroke-linecap="round"/><circle cx="470" cy="388" r="30" fill="var(--spruce)"/></g>`

export const icon = (strokes: string, warm: boolean): Html =>
  markup(
    `<svg class="icon${warm ? ' warm' : ''}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${strokes}</svg>`,
  )
