import { setImmediate as turn } from 'node:timers/promises'
import { encodeQR } from 'qr'
import { html, markup, type Html } from '../../platform/html.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { NewGateway } from './contract.ts'

const words = {
  de: {
    title: 'Etiketten für Gateways',
    model: 'Modell',
    serial: 'Seriennummer',
    claim: 'Mit dieser Nummer ordnen Sie das Gateway Ihrem Konto zu.',
    secret: 'Geheimnis',
    inside: 'Für die Fertigung. Nicht mit ausliefern.',
    once: 'Geheimnisse werden nur jetzt angezeigt und nirgends im Klartext gespeichert. Bewahren Sie dieses Blatt sicher auf und vernichten Sie es, sobald die Geräte eingerichtet sind.',
    print: 'Drucken',
  },
  en: {
    title: 'Labels for gateways',
    model: 'Model',
    serial: 'Serial number',
    claim: 'Use this number to add the gateway to your account.',
    secret: 'Secret',
    inside: 'For production. Do not ship.',
    once: 'Secrets are shown only now and are not stored in plain text anywhere. Keep this sheet safe, and destroy it once the devices are set up.',
    print: 'Print',
  },
} as const

/** Gateways in one go: two QR codes each take about half a millisecond, and whoever else is served waits meanwhile. */
const slice = 20

/**
 * A sheet to print: for each gateway the label of the device, which names the serial number, and apart from it a slip
 * with the secret for whoever sets it up. In pieces, between which others get their turn.
 */
export async function* labelsPage(gateways: readonly NewGateway[], language: Language): AsyncGenerator<string> {
  const t = words[language]
  yield html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${t.title}</title><meta name="robots" content="noindex"><style>${markup(style)}</style></head>
<body><div class="once"><h1>${t.title}</h1><p>${t.once}</p><button type="button" onclick="print()">${t.print}</button></div>
`.text
  for (let from = 0; from < gateways.length; from += slice) {
    yield gateways
      .slice(from, from + slice)
      .map(one => label(one, t))
      .join('')
    await turn()
  }
  yield '</body></html>\n'
}

const label = ({ serial, model, secret }: NewGateway, t: (typeof words)[Language]): string =>
  html`<section>
<article><div class="qr">${qr(serial)}</div><div><p>${t.model}<b>${model}</b></p><p>${t.serial}<b class="serial">${serial}</b></p><p class="small">${t.claim}</p></div></article>
<article><div class="qr">${qr(JSON.stringify({ serial, secret }))}</div><div><p>${t.serial}<b class="serial">${serial}</b></p><p>${t.secret}<b class="secret">${secret}</b></p><p class="small">${t.inside}</p></div></article>
</section>
`.text

const style = `
* { box-sizing: border-box; } body { font: 10pt/1.35 system-ui, sans-serif; color: #000; background: #fff; margin: 10mm; } p { margin: 0 0 1.5mm; } b { display: block; }
.once { max-width: 170mm; padding: 4mm; border: 1px solid #000; margin: 0 0 6mm; } h1 { font-size: 14pt; margin: 0 0 2mm; } button { font: inherit; padding: 2mm 5mm; }
section { display: flex; break-inside: avoid; max-width: 170mm; margin: 0 0 4mm; } article { flex: 1 1 50%; min-width: 0; min-height: 40mm; padding: 4mm; border: 1px dashed #666; display: flex; gap: 4mm; align-items: center; }
article + article { border-inline-start: 0; } .qr { flex: 0 0 28mm; } .qr svg { width: 28mm; height: 28mm; display: block; } .qr + div { min-width: 0; }
.serial, .secret { font-family: ui-monospace, monospace; } .serial { white-space: nowrap; } .secret { word-break: break-all; } .small { font-size: 8pt; margin: 0; }
@media screen and (max-width: 190mm) { body { margin: 4mm; } section { flex-direction: column; } article + article { border-inline-start: 1px dashed #666; border-block-start: 0; } }
@media print { .once { display: none; } body { margin: 0; } } @page { margin: 10mm; }`

function qr(text: string): Html {
  const modules = encodeQR(text, 'raw', { border: 2 })
  const path = modules
    .map((row, y) =>
      runsIn(row)
        .map(([from, length]) => `M${from} ${y}h${length}v1h-${length}z`)
        .join(''),
    )
    .join('')
  return markup(
    `<svg viewBox="0 0 ${modules.length} ${modules.length}" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>`,
  )
}

/** Where dark modules begin in a row, and how many there are. */
function runsIn(row: readonly boolean[]): [from: number, length: number][] {
  const runs: [number, number][] = []
  for (const [x, dark] of row.entries()) {
    const last = runs.at(-1)
    if (dark && last && last[0] + last[1] === x) last[1]++
    else if (dark) runs.push([x, 1])
  }
  return runs
}
