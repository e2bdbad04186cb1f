/** The colours of the portal, each for light and for dark surroundings, so that both are one product. */
const tones = {
  page: ['#f6f4ee', '#141a18'],
  surface: ['#fffefb', '#1c2421'],
  sunken: ['#efece3', '#111614'],
  line: ['#e2ddd1', '#333d39'],
  edge: ['#8a877c', '#77837c'],
  ink: ['#1d2724', '#eeece4'],
  quiet: ['#5a625c', '#aab3ac'],
  spruce: ['#1d6350', '#7fcbb2'],
  deep: ['#174f40', '#9fdcc7'],
  onSpruce: ['#fffefb', '#0f1f1a'],
  tint: ['#e2eee8', '#1f3a32'],
  onTint: ['#174f40', '#b4e2d2'],
  amberTint: ['#fbedd3', '#40311a'],
  onAmberTint: ['#6d4407', '#f5d49a'],
  amber: ['#f2b04a', '#eeb04c'],
  electricity: ['#b26f0c', '#eeb04c'],
  gas: ['#96456f', '#d795b6'],
  water: ['#2a6fa8', '#84bbe6'],
  hill: ['#c3dccf', '#24453b'],
  roof: ['#174f40', '#3b7f6b'],
  wall: ['#fffefb', '#dfe6dd'],
  glow: ['#f9cf86', '#f6c978'],
} as const satisfies Record<string, readonly [light: string, dark: string]>
const tonesOf = (side: 0 | 1): string =>
  Object.entries(tones)
    .map(([name, pair]) => `--${name}:${pair[side]}`)
    .join(';')

/** All that a public page needs, in the page itself: one answer and it stands. It is whole without it, too. */
export const style = `
:root{color-scheme:light dark;${tonesOf(0)};--text:-apple-system,BlinkMacSystemFont,"Segoe UI Variable Text","Segoe UI",Roboto,Inter,"Noto Sans",Cantarell,"Liberation Sans",Arial,system-ui,sans-serif}
@media (prefers-color-scheme:dark){:root{${tonesOf(1)}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%;text-size-adjust:100%;background:var(--page)}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--page);color:var(--ink);font:1.0625rem/1.65 var(--text);overflow-wrap:break-word}
a{color:var(--spruce);text-underline-offset:.2em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--spruce);outline-offset:3px;border-radius:4px}
h1,h2,h3{line-height:1.2;font-weight:650;letter-spacing:-.014em;text-wrap:balance;margin:0}
main{flex:1 0 auto}
p{margin:0 0 1rem;text-wrap:pretty}
ul,ol,dl,dd{margin:0;padding:0}
.skip{position:absolute;left:.5rem;top:.5rem;padding:.75rem 1.25rem;border-radius:10px;background:var(--ink);color:var(--page);transform:translateY(-250%);z-index:9}
.skip:focus{transform:none}
.wide{max-width:75rem;margin-inline:auto;padding-inline:clamp(1.125rem,4vw,2.5rem)}
.top .wide{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;justify-content:space-between;padding-block:1.1rem}
.site{display:inline-flex;gap:.7rem;align-items:center;font-weight:650;font-size:1.1875rem;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.mark{flex:none;border-radius:10px}
.top nav{display:flex;flex-wrap:wrap;gap:0 1.4rem;align-items:center;font-size:.9688rem}
.top nav a{display:inline-flex;align-items:center;min-height:2.75rem;color:var(--ink);text-decoration:none}
.top nav a:hover{color:var(--spruce);text-decoration:underline}
.button{display:inline-flex!important;align-items:center;justify-content:center;min-height:3rem;padding:.5rem 1.5rem;border-radius:12px;border:1.5px solid var(--spruce);color:var(--spruce)!important;font-weight:600;text-decoration:none}
.button:hover{background:var(--tint);text-decoration:none!important}
.button.first{background:var(--spruce);color:var(--onSpruce)!important}
.button.first:hover{background:var(--deep);border-color:var(--deep)}
.top .button{min-height:2.5rem!important;padding:.25rem 1.1rem;border-radius:10px}
.bottom{margin-top:5rem;background:var(--sunken);border-top:1px solid var(--line);font-size:.9688rem}
.bottom .wide{display:grid;gap:1.5rem 3rem;padding-block:2.75rem 3.25rem}
.bottom address{font-style:normal;line-height:1.6}
.bottom ul{list-style:none}
.bottom li a{display:inline-flex;align-items:center;min-height:2.25rem}
.bottom a{color:var(--ink)}
.bottom a:hover{color:var(--spruce)}
main:has(.word:last-child)+.bottom{margin-top:0}
@media (max-width:34rem){.top nav .lesser{display:none}.top nav{column-gap:.9rem}.top .wide{column-gap:.75rem}}
@media (min-width:44rem){.bottom address{padding-top:.3rem}.bottom .wide{grid-template-columns:1.6fr 1fr 1fr}}
.hero{display:grid;gap:1.5rem 4rem;align-items:center;padding-block:clamp(1.5rem,4vw,3.5rem) clamp(2.5rem,6vw,5rem)}
.hero h1{font-size:clamp(2.25rem,1.4rem + 3.6vw,4rem);line-height:1.06;letter-spacing:-.03em;font-weight:700}
.hero p{font-size:clamp(1.125rem,1rem + .5vw,1.3125rem);line-height:1.55;color:var(--quiet);margin:1.35rem 0 0;max-width:34rem}
.calls{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:2rem}
.picture{width:100%;max-width:26rem;height:auto;display:block;margin-inline:auto}
@media (min-width:60rem){.hero{grid-template-columns:1.05fr 1fr}.picture{max-width:36rem}}
.band{padding-block:clamp(2.5rem,6vw,4.5rem)}
.band>.wide>h2,.plain h2{font-size:clamp(1.5rem,1.2rem + 1.3vw,2.125rem)}
.under{color:var(--quiet);max-width:42rem;margin:.75rem 0 0}
.cards{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1.25rem;margin-top:2rem}
.cards li{background:var(--surface);border:1px solid var(--line);border-radius:16px;padding:1.6rem;display:flex;flex-direction:column;align-items:flex-start}
.cards h3{font-size:1.1875rem;margin:1rem 0 .4rem}
.cards p{margin:0;color:var(--quiet)}
.cards a{display:inline-flex;align-items:center;min-height:2.75rem;margin:auto 0 -.6rem;padding-top:.5rem;font-weight:600}
.band+.band:not(.word){padding-top:0}
.points{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 3rem;margin-top:1.5rem}
.points li{display:flex;gap:1.1rem;padding:1.35rem 0;border-top:1px solid var(--line)}
.points .icon{flex:none}
.points h3{font-size:1.1875rem;margin:.1rem 0 .3rem}
.points p{margin:0;color:var(--quiet)}
.points a{display:inline-flex;align-items:center;min-height:2.75rem;font-weight:600}
.icon{width:2.75rem;height:2.75rem;padding:.6rem;border-radius:12px;background:var(--tint);color:var(--onTint);display:block}
.icon.warm{background:var(--amberTint);color:var(--onAmberTint)}
.word{background:var(--tint)}
.word h2{color:var(--onTint)}
.word .under{color:var(--ink)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:0 2.5rem;margin-top:2rem}
.facts div{display:flex;flex-direction:column;padding:1.1rem 0;border-top:1.5px solid var(--spruce)}
.facts dt{order:2;color:var(--ink)}
.facts dd{font-size:1.4375rem;line-height:1.3;font-weight:650;letter-spacing:-.014em;color:var(--onTint)}
.word .calls{margin-top:1.5rem}
.word .button:hover{background:var(--page)}
.word .button.first:hover{background:var(--deep)}
.plain{max-width:46rem;padding-block:1.5rem 0}
.plain h1{font-size:clamp(1.9rem,1.4rem + 2vw,2.75rem);letter-spacing:-.022em;margin-bottom:1.5rem}
.plain h2{font-size:1.25rem;margin:2.25rem 0 .5rem}
.plain address{font-style:normal}
.plain ul{list-style:none}
.plain .rows li{padding:1rem 0;border-top:1px solid var(--line)}
.plain .rows p{margin:0;color:var(--quiet)}
.statement .ways{margin-top:1.5rem;padding-top:1rem;border-top:1px solid var(--line)}
.ways{display:flex;flex-wrap:wrap;gap:0 1.4rem}
.ways a{display:inline-flex;align-items:center;min-height:2.25rem}
.note{background:var(--amberTint);color:var(--onAmberTint);border-radius:12px;padding:.9rem 1.2rem;margin:1.25rem 0 0}
.note a{color:inherit}
.note ul{margin:.4rem 0 0}
.form{display:grid;gap:1.4rem;margin:2rem 0}
.form label{display:block;font-weight:600}
.form .why{margin:0 0 .35rem;color:var(--quiet);font-size:.9375rem;line-height:1.5}
.form .fault{margin:0 0 .35rem;color:var(--onAmberTint);background:var(--amberTint);border-radius:8px;padding:.3rem .7rem}
.form input,.form select,.form textarea{display:block;width:100%;min-height:3rem;margin-top:.35rem;padding:.6rem .85rem;border:1.5px solid var(--edge);border-radius:10px;background:var(--surface);color:var(--ink);font:inherit}
.form textarea{resize:vertical}
.form [aria-invalid]{border-color:var(--onAmberTint)}
.asked{border-top:1px solid var(--line)}
.asked div{padding:.9rem 0;border-bottom:1px solid var(--line)}
.asked dt{font-size:.9375rem;color:var(--quiet)}
.asked dd{font-weight:600}
.asked blockquote{margin:.35rem 0 0;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--line);font-weight:400;max-height:24rem;overflow:auto}
.choose .button{width:100%;max-width:22rem}
button.button{font:inherit;font-weight:600;cursor:pointer;background:none}
button.button.first{background:var(--spruce)}
button.button.first:hover{background:var(--deep)}
.written{white-space:pre-line}
.statement{hyphens:auto}
.statement h1,.statement h2,.statement h3,.statement dt,.statement address,.contents{hyphens:manual}
.statement h1{font-size:clamp(1.75rem,1.2rem + 3vw,3rem);letter-spacing:-.025em;margin:1.25rem 0 .6rem}
.statement .stand{color:var(--quiet)}
.statement .lead{font-size:1.1875rem;line-height:1.6}
.statement section{padding-top:2.5rem;margin-top:2.5rem;border-top:1px solid var(--line)}
.statement h2{font-size:1.625rem;margin:0 0 1rem}
.statement article{margin-top:2.25rem}
.statement h3{font-size:1.1875rem;margin:0 0 .5rem}
.statement .text ul{padding-left:1.2rem;margin-bottom:1rem}
.statement .text li{margin:.3rem 0}
.statement dl{margin-top:1rem;border-top:1px solid var(--line)}
.statement dl div{padding:.6rem 0;border-bottom:1px solid var(--line)}
.statement dt{font-size:.9063rem;font-weight:600;color:var(--quiet)}
.statement .text address{font-style:normal;margin:0 0 1rem;padding-left:1rem;border-left:3px solid var(--line)}
.proof{display:inline-block;min-width:1.4em;text-align:center;color:var(--quiet);text-decoration:none;font-size:.72em;line-height:1;vertical-align:.42em;hyphens:manual}
.proof::before{content:"✓"/"";}
.proof:hover,.proof:focus-visible{color:var(--spruce);text-decoration:underline}
.evidence .over{margin:0 0 .35rem}
.evidence .checked{color:var(--quiet)}
.evidence .checked strong{color:var(--ink)}
.evidence section{padding-top:1.75rem;margin-top:1.75rem;border-top:1px solid var(--line)}
.evidence section h2{margin:0 0 .75rem}
.evidence section:target{background:var(--surface);box-shadow:0 0 0 1rem var(--surface);border-radius:4px}
.evidence blockquote{margin:0 0 1rem;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--line);color:var(--quiet)}
.evidence blockquote p{margin:0}
.evidence .result{display:inline-block;margin:0 0 .5rem;padding:.25rem .8rem;border-radius:99px;background:var(--sunken);font-weight:600}
.evidence .kept{background:var(--tint);color:var(--onTint)}
.evidence .broken{background:var(--amberTint);color:var(--onAmberTint);border-radius:12px}
.evidence .ways{margin-top:2.25rem}
.evidence .figures{font-size:.9375rem;color:var(--quiet)}
.statement aside{margin:1.5rem 0;padding:1.1rem 1.25rem;border-radius:12px;background:var(--tint);color:var(--onTint)}
.statement aside strong{display:block;font-size:1.125rem;margin-bottom:.4rem}
.statement aside p{margin:0}
.statement aside a{color:inherit}
.contents{margin:1.5rem 0 0;font-size:.9375rem;line-height:1.4}
.contents h2{font-size:.9375rem;color:var(--quiet);margin:0 0 .5rem;letter-spacing:0}
.contents ol{list-style:none}
.contents ol ol{padding-left:1rem}
.contents a{display:inline-block;padding:.32rem 0;text-decoration:none;color:var(--ink)}
.contents a:hover{text-decoration:underline;color:var(--spruce)}
@media (min-width:40rem){.statement dl div{display:grid;grid-template-columns:10.5rem 1fr;gap:1.25rem}.statement dt{padding-top:.14rem}}
@media (max-width:59.99rem){.contents{padding:1rem 1.25rem;background:var(--sunken);border-radius:12px}.contents ol ol{display:none}}
@media (min-width:60rem){.statement{display:grid;grid-template-columns:15rem minmax(0,44rem);column-gap:4.5rem;align-items:start}.statement>*{grid-column:2}.contents{grid-area:1/1/span 9;position:sticky;top:1.5rem;max-height:calc(100vh - 3rem);overflow:auto;margin-top:1.7rem}.contents ol ol a{color:var(--quiet);font-size:.875rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{:root{--page:#fff;--ink:#000;--quiet:#333;--spruce:#000;--tint:#fff;--onTint:#000;--line:#bbb}body{font-size:10.5pt;line-height:1.45}.top nav,.bottom ul,.contents,.skip,.picture,.calls,.ways,.proof{display:none!important}.bottom{margin-top:1.5rem;background:#fff}.statement{display:block}.statement section{padding-top:1.2rem;margin-top:1.2rem}h2,h3,dt{break-after:avoid}.statement dl div,.statement aside,.cards li{break-inside:avoid}a{text-decoration:none}}
`
  .trim()
  .replaceAll('\n', '')
