import type { LandingPart } from '../../platform/landing.ts'
import { comparison, reporting, switching } from './activities.ts'

/** A house between two trees. */
const scene = `<path d="M386 262v-54h30v82z" fill="var(--roof)"/>
<path d="M192 290h216v148a6 6 0 0 1-6 6H198a6 6 0 0 1-6-6z" fill="var(--wall)"/>
<path d="M300 190 444 302a9 9 0 0 1-6 16H162a9 9 0 0 1-6-16z" fill="var(--roof)"/>
<path d="m300 216-62 48h124z" fill="var(--wall)" opacity=".13"/>
<g fill="var(--glow)"><rect x="216" y="344" width="52" height="52" rx="7"/><rect x="332" y="344" width="52" height="52" rx="7"/><circle cx="300" cy="274" r="14"/></g>
<path d="M242 344v52m-26-26h52m90-26v52m-26-26h52" stroke="var(--roof)" stroke-width="4"/>
<path d="M280 444v-62a20 20 0 0 1 40 0v62z" fill="var(--spruce)"/><circle cx="310" cy="416" r="3.5" fill="var(--amber)"/>
<g><path d="M138 444v-60" stroke="var(--roof)" stroke-width="8" stroke-linecap="round"/><path d="M138 300c26 0 40 26 40 52s-16 46-40 46-40-20-40-46 14-52 40-52z" fill="var(--spruce)"/><path d="M138 336v56m0-22 16-16m-16 4-14-14" stroke="var(--hill)" stroke-width="4" stroke-linecap="round" fill="none"/></g>
<g><path d="M462 444v-36" stroke="var(--roof)" stroke-width="7" stroke-linecap="round"/><circle cx="462" cy="386" r="34" fill="var(--spruce)"/><circle cx="488" cy="410" r="22" fill="var(--roof)"/></g>`

export const landing: readonly LandingPart[] = [
  {
    activity: reporting.name,
    about: 'service',
    title: { de: 'Ihr Zuhause, live', en: 'Your home, live' },
    says: {
      de: 'Strom, Gas, Wasser und Temperaturen Ihrer Geräte, sobald sie gemessen werden, und im Rückblick nach Stunden, Tagen, Monaten und Jahren.',
      en: 'Electricity, gas, water and temperatures from your devices, as soon as they are measured, and over hours, days, months and years.',
    },
    icon: '<path d="M4 11.500 12 4l8 7.500M6.500 10v10h11V10M10 20v-5.500h4V20"/>',
    link: { to: { de: '/app/home', en: '/app/home' }, says: { de: 'Zu Ihrem Zuhause', en: 'Go to your home' } },
    opening: {
      headline: {
        de: 'Ihr Zuhause im Blick, Ihre Daten in Ihrer Hand.',
        en: 'Your home in view, your data in your hands.',
      },
      lead: site => ({
        de: `${site} zeigt Ihnen, was Ihre Geräte messen, live und im Rückblick. Und ebenso genau, was über Sie gespeichert ist, wozu und wie lange.`,
        en: `${site} shows you what your devices measure, live and over time. You see just as precisely what is stored about you, why and for how long.`,
      }),
      scene,
    },
  },
  {
    activity: switching.name,
    about: 'service',
    title: { de: 'Schalten und nachsehen', en: 'Switch and look back' },
    says: {
      de: 'Geräte von unterwegs schalten und im Verlauf sehen, wer oder was sie wann geschaltet hat.',
      en: 'Switch devices from wherever you are, and see in the history who or what switched them when.',
    },
    icon: '<rect x="3" y="7" width="18" height="10" rx="5"/><circle cx="16" cy="12" r="2.200"/>',
  },
  {
    activity: comparison.name,
    about: 'service',
    title: { de: 'Vergleichen, wenn Sie möchten', en: 'Compare, if you like' },
    says: {
      de: 'Ihr Stromverbrauch neben dem Durchschnitt anderer Haushalte: nur mit Ihrer Einwilligung, die Sie jederzeit widerrufen können.',
      en: 'Your electricity consumption next to the average of other homes: only with your consent, which you can withdraw at any time.',
    },
    icon: '<path d="M12 4v16M5 8h14M5 8l-2.500 6h5zM19 8l-2.500 6h5z"/>',
  },
]
