import type { LandingPart } from '../../platform/landing.ts'
import { charts } from './activities.ts'

/** A meter on its pipes. */
const scene = `<g stroke-width="18" stroke-linecap="round" fill="none"><path d="M120 444v-92a26 26 0 0 1 26-26h64" stroke="var(--water)"/><path d="M480 444v-92a26 26 0 0 0-26-26h-64" stroke="var(--gas)"/></g>
<path d="M232 444v-24m136 24v-24" stroke="var(--roof)" stroke-width="14" stroke-linecap="round"/>
<rect x="200" y="196" width="200" height="232" rx="26" fill="var(--wall)"/>
<path d="M226 196h148a26 26 0 0 1 26 26v14H200v-14a26 26 0 0 1 26-26z" fill="var(--roof)"/>
<rect x="226" y="256" width="148" height="48" rx="9" fill="var(--roof)"/>
<g fill="var(--glow)"><rect x="238" y="267" width="18" height="26" rx="4"/><rect x="264" y="267" width="18" height="26" rx="4"/><rect x="290" y="267" width="18" height="26" rx="4"/><rect x="316" y="267" width="18" height="26" rx="4"/></g><rect x="342" y="267" width="18" height="26" rx="4" fill="var(--amber)"/>
<circle cx="300" cy="364" r="42" fill="none" stroke="var(--spruce)" stroke-width="9"/><path d="m300 364 22-24" stroke="var(--spruce)" stroke-width="8" stroke-linecap="round"/><circle cx="300" cy="364" r="8" fill="var(--amber)"/>
<circle cx="374" cy="216" r="6" fill="var(--amber)"/>`

/** A day's consumption in the colours of electricity, gas and water. */
const card = `<g fill="var(--electricity)"><rect x="22" y="76" width="15" height="38" rx="4"/><rect x="44" y="60" width="15" height="54" rx="4"/><rect x="66" y="34" width="15" height="80" rx="4"/></g>
<g fill="var(--gas)"><rect x="88" y="52" width="15" height="62" rx="4"/><rect x="110" y="70" width="15" height="44" rx="4"/></g>
<g fill="var(--water)"><rect x="132" y="84" width="15" height="30" rx="4"/><rect x="154" y="64" width="15" height="50" rx="4"/></g>
<path d="M22 22h54" stroke="var(--edge)" stroke-width="7" stroke-linecap="round" opacity=".55"/>`

export const landing: readonly LandingPart[] = [
  {
    activity: charts.name,
    about: 'service',
    title: { de: 'Ihre Messwerte', en: 'Your readings' },
    says: {
      de: 'Jeder Wert, den Ihre Zähler melden, steht in „Meine Daten“, und Sie laden ihn als Datei herunter.',
      en: 'Every value that your meters report is in “My data”, and you can download it as a file.',
    },
    icon: '<path d="M4 20V10m5.300 10V4m5.400 16v-7M20 20V8"/>',
    opening: {
      headline: { de: 'Jeder Zählerstand, jederzeit.', en: 'Every meter reading, at any time.' },
      lead: site => ({
        de: `${site} hält fest, was Ihre Zähler messen. Und ebenso genau sehen Sie, was über Sie gespeichert ist, wozu und wie lange.`,
        en: `${site} keeps what your meters measure. You see just as precisely what is stored about you, why and for how long.`,
      }),
      scene,
    },
    card,
  },
]
