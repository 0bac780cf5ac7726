#pragma once

namespace soret {

/// The style sheet of the report: light, dark and print, wide and narrow. Colours c1 to c6 are those of Okabe and Ito,
/// lightened for the dark scheme.
inline constexpr const char* report_style = R"css(
:root{--bg:#fff;--fg:#1a1a1a;--dim:#5c5c5c;--line:#d5d5d5;--box:#f5f6f8;
--c1:#0072b2;--c2:#c44e00;--c3:#00805d;--c4:#b0548a;--c5:#b57700;--c6:#8a8a8a;--ok:#00694c;--bad:#a83200;--open:#7a5200}
@media (prefers-color-scheme:dark){:root{--bg:#15171a;--fg:#e8e8e8;--dim:#a5a9b0;--line:#3a3e45;--box:#1f2227;
--c1:#56b4e9;--c2:#ff8a4a;--c3:#2fd3a2;--c4:#e79ac6;--c5:#f0b429;--c6:#9a9ea6;--ok:#39d3a5;--bad:#ff8a5c;
--open:#f0b429}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);
font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:1rem}
h1{font-size:1.7rem;line-height:1.2;margin:.6rem 0 .2rem}h2{font-size:1.3rem;margin:2rem 0 .6rem}h3{font-size:1.05rem;
margin:.4rem 0}
p{max-width:46rem}.sub,figcaption,small{color:var(--dim)}
.summary{background:var(--box);border:1px solid var(--line);border-radius:8px;padding:.2rem 1.2rem;margin:1rem 0}
.summary h2{margin-top:.8rem}.summary p{max-width:62rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.4rem}
/* an odd one out is the first, the main result: across both columns, instead of a gap at the end */
.figures>figure:first-child:nth-last-child(odd){grid-column:1/-1}
.figures>figure:first-child:nth-last-child(odd)>svg{max-width:46rem;margin:0 auto}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:.6rem .9rem;break-inside:avoid;min-width:0}
figure>svg{display:block;width:100%;height:auto}
figcaption{font-size:.9rem}
svg text{fill:var(--fg);font-size:15px;font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
svg .g{stroke:var(--line);stroke-width:1;fill:none}svg .f{stroke:var(--dim);fill:none}
svg .s{fill:none;stroke-width:2}svg .b{stroke:none;fill-opacity:.22}svg .m{stroke:var(--bg);stroke-width:.8}
.c1.s{stroke:var(--c1)}.c2.s{stroke:var(--c2)}.c3.s{stroke:var(--c3)}.c4.s{stroke:var(--c4)}.c5.s{stroke:var(--c5)}
.c6.s{stroke:var(--c6)}
.c1.m,.c1.b{fill:var(--c1)}.c2.m,.c2.b{fill:var(--c2)}.c3.m,.c3.b{fill:var(--c3)}.c4.m,.c4.b{fill:var(--c4)}
.c5.m,.c5.b{fill:var(--c5)}.c6.m,.c6.b{fill:var(--c6)}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--dim)}
.claims td:nth-child(3),.claims td:nth-child(4),.claims td:nth-child(5),.values td{white-space:nowrap;
font-variant-numeric:tabular-nums}
.claims td:nth-child(3){min-width:9rem}.claims td:nth-child(3) small{white-space:normal}
.claims td:first-child{width:22%}.claims td:last-child{width:38%}
.v{display:inline-block;padding:.05rem .55rem;border-radius:1rem;border:1.5px solid;font-weight:600;white-space:nowrap}
.pass{color:var(--ok)}.pass::before{content:"\2713\00a0"}.fail{color:var(--bad)}.fail::before{content:"\2717\00a0"}
.inconclusive{color:var(--open)}.inconclusive::before{content:"?\00a0"}
code,pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.9em}td code{overflow-wrap:anywhere}
pre{background:var(--box);border:1px solid var(--line);border-radius:8px;padding:.7rem;overflow-x:auto}
.provenance th{font-weight:600;white-space:nowrap}.provenance td{overflow-wrap:anywhere}
@media (max-width:760px){.claims thead,.values thead{display:none}.claims tr,.values tr{display:block;
border:1px solid var(--line);
border-radius:8px;margin:0 0 .8rem;padding:.3rem .2rem}.claims td,.values td{display:flex;gap:.8rem;border:0;
padding:.2rem .6rem;white-space:normal!important}
.claims td::before,.values td::before{content:attr(data-h);flex:0 0 6rem;color:var(--dim)}
.claims td:first-child,.claims td:last-child{display:block;width:auto}
.claims td:first-child::before,.claims td:last-child::before{content:none}
figure{padding:.5rem .3rem}figcaption{padding:0 .4rem}.summary{padding:.1rem .8rem}}
@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--box:#fff;--c1:#0072b2;--c2:#c44e00;--c3:#00805d;
--c4:#b0548a;--c5:#b57700;
--c6:#8a8a8a;--ok:#00694c;--bad:#a83200;--open:#7a5200}body{font-size:10pt}main{max-width:none;padding:0}
h1{font-size:17pt}h2{font-size:13pt}h3{font-size:11pt}figcaption,small{font-size:8.5pt}table{font-size:9pt}
.figures{grid-template-columns:1fr 1fr;gap:.6rem}tr,figure,pre,.summary{break-inside:avoid}h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

}  // namespace soret
