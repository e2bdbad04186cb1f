/**
 * The one style block of the page, for a `style-src` by hash. Type and colour only: the page is whole without it.
 */
export const style = `
:root{--paper:#fbfaf6;--ink:#20262e;--quiet:#5a6470;--line:#e2ded3;--accent:#11605a;--box:#f1eee5;--mark:#fff3c4;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"DejaVu Serif",serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#14181c;--ink:#e4e2dc;--quiet:#a0a8b0;--line:#2c333a;--accent:#74c7b8;--box:#1c2228;--mark:#3a3413}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.65 var(--sans);hyphens:auto;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:.17em solid var(--accent);outline-offset:.2em;border-radius:.1em}
.skip{position:absolute;left:-99rem;top:.5rem;padding:.5rem 1rem;background:var(--paper);z-index:1}
.skip:focus{left:1rem}
header,footer{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:baseline;max-width:70rem;margin:0 auto;padding:1.1rem 1.25rem}
header nav{display:flex;gap:1.25rem;font-size:.9375rem}
.site{font:600 1.125rem/1.3 var(--serif);color:var(--ink);text-decoration:none}
footer{justify-content:flex-start;margin-top:4rem;border-top:1px solid var(--line);font-size:.9375rem;padding-bottom:3rem}
main{max-width:70rem;margin:0 auto;padding:0 1.25rem}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance;hyphens:manual}
h1{font-size:clamp(1.35rem,7.2vw,3rem);letter-spacing:-.012em;margin:1.5rem 0 .6rem}
h2{font-size:clamp(1.3rem,5.6vw,1.625rem);margin:0 0 1rem}
h3{font-size:1.25rem;margin:0 0 .5rem}
p{margin:0 0 1rem;text-wrap:pretty}
.stand{color:var(--quiet);font-size:.9375rem}
.lead{font:1.1875rem/1.6 var(--serif)}
section{padding-top:2.75rem;margin-top:2.75rem;border-top:1px solid var(--line)}
article{margin-top:2.25rem}
article:target,section:target>h2{background:linear-gradient(var(--mark),var(--mark)) no-repeat 0 0/100% 2.2rem}
ul{margin:0 0 1rem;padding-left:1.2rem}
li{margin:.3rem 0}
li::marker{color:var(--quiet)}
dl{margin:1rem 0 0;border-top:1px solid var(--line)}
dl div{padding:.6rem 0;border-bottom:1px solid var(--line)}
dt{font-size:.875rem;font-weight:600;color:var(--quiet);hyphens:manual}
dd{margin:0}
address{font-style:normal;margin:0 0 1rem;padding-left:1rem;border-left:.2rem solid var(--line);hyphens:manual}
aside{margin:1.5rem 0;padding:1.1rem 1.25rem;background:var(--box);border-left:.25rem solid var(--accent)}
aside strong{font:600 1.125rem/1.3 var(--serif);display:block;margin-bottom:.4rem}
aside p{margin:0}
.contents{margin:1.5rem 0 0;font-size:.9375rem;line-height:1.4;hyphens:manual}
.contents h2{font:600 .875rem/1.4 var(--sans);color:var(--quiet);margin:0 0 .5rem}
.contents ol{list-style:none;margin:0;padding:0}
.contents ol ol{padding-left:1rem}
.contents li{margin:0}
.contents a{display:inline-block;padding:.3rem 0;text-decoration:none}
.contents a:hover{text-decoration:underline}
@media (min-width:40rem){dl div{display:grid;grid-template-columns:10.5rem 1fr;gap:1.25rem}dt{padding-top:.16rem}}
@media (max-width:59.99rem){.contents{padding:1rem 1.25rem;background:var(--box)}.contents ol ol{display:none}}
@media (min-width:60rem){main{display:grid;grid-template-columns:15rem minmax(0,44rem);column-gap:4.5rem;align-items:start}.opening,.text{grid-column:2}.contents{grid-area:1/1/span 2;position:sticky;top:1.5rem;max-height:calc(100vh - 3rem);overflow:auto;margin-top:2.4rem;padding-bottom:1rem}.contents ol ol a{color:var(--quiet);font-size:.875rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{:root{--paper:#fff;--ink:#000;--quiet:#333;--accent:#000;--box:#fff;--line:#bbb}body{font-size:10.5pt;line-height:1.45}header nav,footer,.contents,.skip{display:none}main{display:block;max-width:none;padding:0}section{break-before:auto;padding-top:1.2rem;margin-top:1.2rem}h2,h3,dt{break-after:avoid}dl div,aside,address{break-inside:avoid}a{text-decoration:none}}
`
  .trim()
  .replaceAll('\n', '')
