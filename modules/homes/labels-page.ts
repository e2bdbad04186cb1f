import { encodeQR } from 'qr'
import { html, markup, type Html } from '../../house/html.ts'
import type { Language } from '../../kernel/statement/terms.ts'
import type { NewGateway } from './contract.ts'

const words = {
  de: {
    title: 'Etiketten für Gateways', model: 'Modell', serial: 'Seriennummer', claim: 'Mit dieser Nummer ordnen Sie das Gateway Ihrem Konto zu.',
    secret: 'Geheimnis', inside: 'Für die Fertigung. Nicht mit ausliefern.', once: 'Geheimnisse werden nur jetzt angezeigt und nirgends im Klartext gespeichert. Bewahren Sie dieses Blatt sicher auf und vernichten Sie es, sobald die Geräte eingerichtet sind.', print: 'Drucken',
  },
  en: {
    title: 'Labels for gateways', model: 'Model', serial: 'Serial number', claim: 'With this number you tie the gateway to your account.',
    secret: 'Secret', inside: 'For production. Do not ship.', once: 'Secrets are shown at this moment only and are stored nowhere in clear. Keep this sheet safe, and destroy it once the devices are set up.', print: 'Print',
  },
} as const

/** A sheet to print: for each gateway the label of the device, which names the serial number, and apart from it a slip with the secret for whoever sets it up. */
export function labelsPage(gateways: readonly NewGateway[], language: Language): string {
  const t = words[language]
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${t.title}</title><meta name="robots" content="noindex"><style>${markup(style)}</style></head>
<body><p class="once">${t.once}</p>${gateways.map(({ serial, model, secret }) => html`<section>
<article><div class="qr">${qr(serial)}</div><div><p>${t.model}<b>${model}</b></p><p>${t.serial}<b class="code">${serial}</b></p><p class="small">${t.claim}</p></div></article>
<article class="inside"><div class="qr">${qr(JSON.stringify({ serial, secret }))}</div><div><p>${t.serial}<b class="code">${serial}</b></p><p>${t.secret}<b class="code">${secret}</b></p><p class="small">${t.inside}</p></div></article>
</section>`)}</body></html>
`.text
}

const style = `
body { font: 10pt system-ui, sans-serif; color: #000; margin: 10mm; } .once { max-width: 170mm; padding: 3mm; border: 1px solid #000; }
section { display: flex; gap: 0; break-inside: avoid; margin: 0 0 4mm; } article { width: 85mm; min-height: 38mm; box-sizing: border-box; padding: 3mm; border: 1px dashed #666; display: flex; gap: 3mm; }
article + article { border-left: 0; } .qr { flex: 0 0 28mm; } .qr svg { width: 28mm; height: 28mm; display: block; } p { margin: 0 0 1.5mm; } b { display: block; } .code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.small { font-size: 8pt; } @media print { .once { display: none; } body { margin: 0; } } @page { margin: 10mm; }`

function qr(text: string): Html {
  const modules = encodeQR(text, 'raw', { border: 2 })
  const path = modules.flatMap((row, y) => row.flatMap((dark, x) => dark ? [`M${x} ${y}h1v1h-1z`] : [])).join('')
  return markup(`<svg viewBox="0 0 ${modules.length} ${modules.length}" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>`)
}
