import { addresses } from './disguises.ts'

/** A body that tries something; `kind` says what, for the message of a test that fails. */
export interface Hostile {
  kind: string
  format: 'markdown' | 'html'
  source: string
}

/** Some thousands of bodies, always the same: what may run or load, in each place where it could, in each disguise. */
export function hostileBodies(): Hostile[] {
  return [
    ...addresses().flatMap(({ disguise, address }) => [
      ...htmlCarriers.map((carrier) => html(`address, ${disguise}`, carrier.replaceAll('§', address))),
      ...markdownCarriers.map((carrier) => markdown(`address in Markdown, ${disguise}`, carrier.replaceAll('§', address))),
    ]),
    ...handlers().map((source) => html('handler', source)),
    ...wrappings().flatMap(([before, after]) => payloads.map((payload) => html(`wrapped in ${before}`, `${before}${payload}${after}`))),
    ...breakouts().map((source) => html('breaking out of raw text', source)),
    ...namesOfThePage.flatMap((name) => clobberers.map((clobberer) => html('clobbering', clobberer.replaceAll('§', name)))),
    ...namesOfThePage.map((name) => markdown('clobbering by a heading', `# ${name}\n\n## ${name}\n\n${name}\n---`)),
    ...styles.flatMap((style) => styleCarriers.map((carrier) => html('style', carrier.replaceAll('§', style)))),
    ...payloads.flatMap((payload) => markdownPlaces.map((place) => markdown('HTML in Markdown', place.replaceAll('§', payload)))),
    ...encodings.map((source) => html('encoding', source)),
    ...remarkable.map((source) => html('remarkable', source)),
  ]
}

const html = (kind: string, source: string): Hostile => ({ kind, format: 'html', source })
const markdown = (kind: string, source: string): Hostile => ({ kind, format: 'markdown', source })

const htmlCarriers = [
  '<a href="§">a</a>',
  "<a href='§'>a</a>",
  '<a href=§>a</a>',
  '<A HREF="https://a.example/" href="§">a</A>',
  '<p><a title="t" href="§"><img src="§" alt="i"></a>',
  '<img src="§"><img srcset="§ 2x" longdesc="§" lowsrc="§" dynsrc="§">',
  '<video src="§" poster="§"><source src="§"><track src="§"></video>',
  '<video src="https://a.example/v" poster="§"></video>',
  '<audio src="§"><source src="§" srcset="§"></audio>',
  '<picture><source srcset="§"><img src="/a" srcset="§"></picture>',
  '<iframe src="§"></iframe><iframe src="https://www.youtube.com/embed/x" srcdoc="§"></iframe>',
  '<iframe src="https://www.youtube.com/embed/x§" title="§" name="§"></iframe>',
  '<svg><a xlink:href="§" href="§"><text>a</text></a><use href="§"/><image href="§"/><animate attributeName="href" values="§" to="§"/></svg>',
  '<math href="§" xlink:href="§"><mi href="§">a</mi><maction actiontype="statusline" xlink:href="§">b</maction></math>',
  '<form action="§"><input type=image src="§" formaction="§"><button formaction="§">b</button></form>',
  '<object data="§" codebase="§"><param name=src value="§"></object><embed src="§"><applet code="§"></applet>',
  '<base href="§"><link rel=stylesheet href="§"><meta http-equiv=refresh content="0;url=§">',
  '<map name=m><area href="§" shape=default></map><img usemap=#m src="/a">',
  '<blockquote cite="§">a</blockquote><q cite="§">b</q><ins cite="§">c</ins>',
  '<table background="§"><tr><td background="§">a</table><p style="background:url(§)">b</p>',
  '<a ping="§" href="/a" attributionsrc="§">a</a>',
]

const markdownCarriers = [
  '[a](§)',
  '[a](<§>)',
  '![a](§)',
  '[![a](§)](§ "t")',
  '<§>',
  '[a][b]\n\n[b]: §',
  '[b]\n\n[b]: <§> "title"',
  '| a |\n|---|\n| [a](§) |',
  '# [a](§)\n\n> - [b](§)',
  '§',
]

const events =
  `abort animationcancel animationend animationstart auxclick beforecopy beforeinput beforematch beforetoggle blur cancel canplay change
  click close contentvisibilityautostatechange contextmenu copy cuechange cut dblclick drag drop durationchange ended error focus focusin
  formdata fullscreenchange gotpointercapture hashchange input invalid keydown keyup load loadeddata loadstart message mousedown mouseenter
  mouseover mousewheel pagehide pageshow paste play pointerdown pointerrawupdate pointerrover popstate progress readystatechange repeat reset resize
  scroll scrollend scrollsnapchange search seeked select selectstart show slotchange start submit toggle touchstart transitionend
  transitionrun unhandledrejection volumechange webkitanimationend wheel`.split(/\s+/)

const handlerSpellings = [
  '<img src=a on§=alert(1)>',
  '<p ON§="alert(1)">a</p>',
  '<a/href="/a"/on§=alert(1)//>a</a>',
  '<video controls src="https://a.example/v" on§\n=\nalert(1)></video>',
  "<details open on§='alert(1)'><summary x=y on§=alert(1)>a</summary>b</details>",
  '<p title="&quot; on§=alert(1) a=&quot;" "on§=alert(1)" \'on§=alert(1)>a</p>',
  '<table on§=alert(1)><tr on§=alert(1)><td on§=alert(1)>a</table>',
]

const handlers = () => events.flatMap((event) => handlerSpellings.map((spelling) => spelling.replaceAll('§', event)))

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">a</a>',
  '<p title="--><img src=x onerror=alert(1)>">a</p>',
  '<style><img src=x onerror=alert(1)></style>',
  '<input autofocus onfocus=alert(1)>',
  '<b><p id=cookie>a</b>b</p>',
]

/** Where parsers have come to different conclusions about what is inside. */
const wrappings = (): [before: string, after: string][] => [
  ...rawTextElements.flatMap((name): [string, string][] => [
    [`<${name}>`, `</${name}>`],
    [`<${name}>`, ''],
    [`<svg><${name}>`, `</${name}></svg>`],
    [`<math><mtext><${name}>`, `</${name}></mtext></math>`],
  ]),
  ...`svg math template table select form button object applet marquee frameset p a b nobr option optgroup li dd h2 pre listing ruby
    caption colgroup tr td fencedframe dialog slot menuitem keygen isindex image`
    .split(/\s+/)
    .flatMap((name): [string, string][] => [
      [`<${name}>`, `</${name}>`],
      [`<table><${name}>`, `</${name}></table>`],
      [`<svg><foreignObject><${name}>`, `</${name}></foreignObject></svg>`],
    ]),
  ['<!--', '-->'],
  ['<!-->', '-->'],
  ['<!--->', '-->'],
  ['<!--a--!>', '-->'],
  ['<!--<!--', '-->'],
  ['<!--', ''],
  ['<!', '>'],
  ['<!DOCTYPE html [<!ENTITY x "', '">]>&x;'],
  ['<?xml version="1.0"?>', '?>'],
  ['<?', '>'],
  ['</', '>'],
  ['<![CDATA[', ']]>'],
  ['<svg><![CDATA[', ']]></svg>'],
  ['<math><![CDATA[</math>', ']]>'],
  ['<svg><style><![CDATA[</style>', ']]></svg>'],
  ['<svg></p><style><a id="</style>', '">'],
  ['<math><annotation-xml encoding="text/html"><svg>', '</svg></annotation-xml></math>'],
  ['<math><annotation-xml><mglyph><style>', '</style></annotation-xml></math>'],
  ['<math><mtext><table><mglyph><style><!--</style>', '</table></mtext></math>'],
  ['<math><mtext><mglyph><malignmark><svg><style>', '</style></svg></math>'],
  ['<form><math><mtext></form><form><mglyph><style></math>', '</form>'],
  ['<svg><desc><table><svg><title>', '</title></svg></table></desc></svg>'],
  ['<svg><title><a><table>', '</table></a></title></svg>'],
  ['<table><a><tr><td><table><b>', '</b></table></a>'],
  ['<select><option><select><table>', '</table></select>'],
  ['<template><svg><template>', '</template></svg></template>'],
  ['<noscript><noscript><p title="</noscript>', '"></noscript>'],
  ['<form id=a><div></form><form id=b><input form=a>', '</form>'],
  ['<div><x-y><template shadowrootmode=open>', '</template></x-y></div>'],
  ['<p.x><table.x><td.x>', '</td.x></table.x></p.x>'],
  ['<a href="/a"><div><a href="/b">', '</a></div></a>'],
  [`${'<b>'.repeat(40)}<p>`, '</p>'],
  [`${'<svg><foreignObject>'.repeat(30)}`, ''],
  [`${'<div><table><tr><td>'.repeat(20)}`, ''],
]

const rawTextElements = `script style xmp iframe noembed noframes noscript plaintext textarea title`.split(/\s+/)

/** Markup that is an attribute here, and an element wherever the text around it ends at the tag in it. */
const breakouts = () =>
  [...rawTextElements, 'svg', 'math', 'template', 'select', 'table', '!--', 'p'].flatMap((name) => {
    const end = `${name === '!--' ? '--' : `</${name}`}><img src=x onerror=alert(1)>`
    return [
      `<${name}><p title="${end}">a</p>`,
      `<abbr title="${end}">a</abbr>`,
      `<img src="/a" alt='${end}'>`,
      `<a href="/a?${end}" title="${end.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}">a</a>`,
      `<svg><${name}><g title="${end}"/></${name}></svg>`,
      `<math><${name} definitionurl="${end}"></math>`,
    ]
  })

/** Names that scripts look up on the page, or on any object. */
export const namesOfThePage =
  `all alert anchors append applets attributes body caches children close confirm constructor content cookie crypto dir
  doctype document domain embeds external fetch find focus fonts form forms frames getElementById hasOwnProperty head hidden history images
  innerHTML length links location name navigation navigator nodeName open opener origin parent parentNode performance plugins print prompt
  __proto__ prototype querySelector referrer scripts self status submit textContent title toString top url valueOf window write`.split(
    /\s+/,
  )

const clobberers = [
  '<h2 id="§" name="§">§</h2><h3>§</h3>',
  '<a id="§" name="§" href="/a">a</a><a id="§" href="/b">b</a><p id=§ name=§>c</p>',
  '<img id="§" name="§" src="/a"><iframe name="§" id="§" src="https://www.youtube.com/embed/x"></iframe>',
  '<form id="§" name="§"><input name="§" id="§"><output id="§">o</output></form><object id="§" name="§"></object>',
  '<p §=x tagname=script children=y data-§=z type=element>a</p>',
]

const styles = [
  'background:url(javascript:alert(1))',
  'background:url(//evil.example/a)',
  'width:expression(alert(1))',
  'behavior:url(a.htc);-moz-binding:url(a.xml#a)',
  '@import "//evil.example/a.css";',
  'position:fixed;inset:0;z-index:9999',
  '}</style><img src=x onerror=alert(1)>',
  'ba\\63kground:u\\72l(//evil.example/a)',
  '/*</style>*/--a:url(//evil.example)',
]

const styleCarriers = [
  '<p style="§" class="§" id="§">a</p>',
  "<span lang=en style='§'>a</span>",
  '<style>§</style><p>a</p>',
  '<svg><style>§</style><rect style="§" fill="url(#a)"/></svg>',
  '<table style="§" bgcolor="§" width="§"><tr><td style="§">a</table>',
  '<font style="§" face="§">a</font><div style="§">b</div><x-y style="§">c</x-y>',
]

const markdownPlaces = [
  '§',
  '§\n\n§',
  '- §\n\n  §',
  '> §',
  '| § |\n|---|\n| § |',
  '[§](/a "§")',
  '![§](/a)',
  '[a]: /a "§"\n\n[a] [§][a]',
  '# §',
  '`§` ``` § ```',
  '```§\n§\n```',
  '    §',
  '**§** *§* ~~§~~ [[§](/a)](/b)',
  '<div>\n\n§\n\n</div>',
  '<!-- §',
  '&lt;&#60; \\§ &amp;lt; §',
]

const encodings = [
  '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '\u00c0\u00bcscript\u00c0\u00bealert(1)',
  '\u00e0\u0080\u00bcimg src=x onerror=alert(1)\u00e0\u0080\u00be',
  '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e',
  '<\0script>alert(1)</\0script>',
  '<scr\0ipt>alert(1)</scr\0ipt><i\0mg src=x onerror=alert(1)>',
  '<img\0src=x\0onerror=alert(1)>',
  '<img src=x on\0error=alert(1)>',
  '\ufeff<script>alert(1)</script>\ufffe\uffff',
  '<\ud800script>alert(1)</script><\udfffimg src=x onerror=alert(1)>',
  '\u202e<tpircs>alert(1)</tpircs>\u2066<b>\u2069',
  '<\u017fcript>alert(1)</\u017fcript><\u212amg src=x>',
  '\u001b$B<script>alert(1)</script>\u001b(B',
  '&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt; &LT;img src=x onerror=alert(1)&GT;',
  '<p>&#x0;&#xD800;&#x110000;&#128;&#xFFFF;&#1;a</p>',
  '<img src=`x`onerror=alert(1)> <p title=`a`onclick=alert(1)>a</p> ` <b title="`onclick=alert(1)//">b</b>',
]

/** Single finds, each of a way of its own. */
const remarkable = [
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script/x>alert(1)</script ><p>after',
  '<script><!--<script></script>--><img src=x onerror=alert(1)>',
  '<p onclick="alert(1)" OnMouseOver=alert(1)>a</p>',
  '<p __proto__=x constructor=y hasOwnProperty=z>a</p>',
  '<p tabindex=1 contenteditable accesskey=x popover=auto autofocus is=x-y slot=a part=b itemprop=c nonce=d>a</p>',
  '<a href="/x" ping="https://evil.example" download target=_blank rel=opener>a</a>',
  '<p title="a&quot; onclick=alert(1) b=&quot;">a</p><abbr title=\'"><img src=x onerror=alert(1)>\'>b</abbr>',
  '<svg><animate onbegin=alert(1) attributeName=x /><set attributeName=href to=javascript:alert(1) /></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '</<script>alert(1)</script><p<script>alert(1)</script>',
  '<img src="x` `<script>alert(1)</script>"` `>',
  '<table><a href="/x"><tr><td><a href="/y">b</a></td></tr><script>alert(1)</script></table>',
  '<p.x><p.x>a<script.x>alert(1)</script.x><iframe.x src="https://evil.example"></iframe.x>',
  '<b><p>1<b><p>2</b>3</p></b><select><option><script>alert(1)</script></select>',
  '<pre>\n\n<script>alert(1)</script></pre><listing>\n\n<img src=x onerror=alert(1)></listing>',
  '<button><p>a<p>b</button><p><object><p>c</object>',
  '<a href="https://">a</a><a href="http://exa mple/">b</a><a href="//evil.example">c</a><a href="/\\evil.example">d</a>',
  '<form action="https://evil.example"><input autofocus onfocus=alert(1)></form><dialog open onclose=alert(1)><p>d</p></dialog>',
]
