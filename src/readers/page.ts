import { hash } from 'node:crypto'

const style = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 Georgia, serif }
body { max-width: 38rem; margin: 2rem auto; padding: 0 1rem }
button, input { font: inherit; padding: .3rem .7rem }
fieldset { border: 1px solid; margin: 1.5rem 0 }
li { margin: 1rem 0 } li p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
`

/** Opening the page does nothing: what opens a link is behind the #, which is sent to no server before a button is pressed. */
const script = `
'use strict'
const find = (id) => document.getElementById(id)
const show = (id, shown = true) => { find(id).hidden = !shown }
const say = (text) => { find('said').textContent = text }
const [, purpose, link] = location.hash.match(/^#(confirm|open)=([\\w-]{43})$/) || []
history.replaceState(null, '', location.pathname)
const states = { approved: 'can be read', pending: 'waits', rejected: 'is not shown' }
let token
let cursor

async function ask(method, path, body) {
  const headers = {}
  if (body) headers['content-type'] = 'application/json'
  if (token) headers['reader-token'] = token
  const answer = await window.fetch('/v1' + path, { method, headers, body: body && JSON.stringify(body), credentials: 'omit' })
  if (answer.ok) return answer
  const problem = await answer.json().catch(() => ({}))
  throw new Error([problem.title, problem.detail].filter(Boolean).join('. ') || 'Something went wrong. Please try again.')
}

function when(id, event, work) {
  find(id).addEventListener(event, async (happened) => {
    happened.preventDefault()
    const button = find(id).querySelector('button') || find(id)
    button.disabled = true
    say('One moment …')
    try { say(await work()) } catch (error) { say(error.message) } finally { button.disabled = false }
  })
}

async function more() {
  const { items, page } = await (await ask('GET', '/readers/me/comments' + (cursor ? '?cursor=' + cursor : ''))).json()
  for (const comment of items) {
    const item = document.createElement('li')
    const head = document.createElement('strong')
    const words = document.createElement('p')
    const why = document.createElement('p')
    const { authorName, statement } = comment
    const state = states[comment.state] + (comment.isCertain ? '' : ', not confirmed')
    head.textContent = comment.createdAt.slice(0, 10) + ', ' + authorName + ' (' + state + ')'
    words.textContent = comment.body
    if (statement) why.textContent = ['Rejected by a moderator: ' + statement.reason, statement.explanation, statement.objection].filter(Boolean).join('\\n')
    for (const part of statement ? [head, words, why] : [head, words]) item.appendChild(part)
    find('comments').appendChild(item)
  }
  cursor = page.next
  show('more', page.hasMore)
}

when('open', 'click', async () => {
  const session = await (await ask('POST', '/reader-sessions', { token: link })).json()
  token = session.token
  show('link', false)
  show('ask', false)
  show('mine')
  find('whose').textContent = session.email
  const { wishes } = await (await ask('GET', '/readers/me')).json()
  for (const wish of Object.keys(wishes)) find(wish).checked = wishes[wish]
  await more()
  return session.commentId ? 'Thank you, the comment is confirmed.' : ''
})

when('ask', 'submit', async () => {
  await ask('POST', '/reader-links', { email: find('email').value })
  return 'If there are comments under this address, a link is on its way. It may take some minutes.'
})

when('more', 'click', async () => { await more(); return '' })

when('wishes', 'submit', async () => {
  const wishes = {}
  for (const wish of ['approval', 'rejection', 'replies']) wishes[wish] = find(wish).checked
  await ask('PATCH', '/readers/me', { wishes })
  return 'Noted.'
})

when('copy', 'click', async () => {
  const file = document.createElement('a')
  file.href = URL.createObjectURL(await (await ask('GET', '/readers/me/export')).blob())
  file.download = 'my-comments.json'
  file.click()
  return 'Your copy is my-comments.json.'
})

when('leave', 'click', async () => {
  await ask('DELETE', '/readers/me/sessions')
  token = undefined
  show('mine', false)
  show('ask')
  return 'You are signed out, on every device.'
})

when('erase', 'submit', async () => {
  if (!find('sure').checked) return 'Please tick the box first.'
  await ask('DELETE', '/readers/me')
  token = undefined
  show('mine', false)
  return 'Everything is erased.'
})

show('link', Boolean(link))
find('open').textContent = purpose === 'confirm' ? 'Yes, this comment is mine' : 'Show my comments'
`

/** A plain page for readers: confirm a comment, see and take along all that is kept, say what to be told, erase it. It asks for nothing but itself. */
export const readerPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Your comments</title>
<style>${style}</style>
<main>
<h1>Your comments</h1>
<noscript><p>This page needs JavaScript.</p></noscript>
<p id="said" role="status"></p>
<p id="link" hidden><button id="open" type="button"></button></p>
<form id="ask">
<fieldset><legend>Have a link mailed to you</legend>
<label for="email">The e-mail address that you commented with</label>
<input id="email" type="email" autocomplete="email" required>
<button>Send</button>
</fieldset>
</form>
<div id="mine" hidden>
<p>Under <strong id="whose"></strong>:</p>
<ul id="comments"></ul>
<p><button id="more" type="button" hidden>Older ones</button></p>
<form id="wishes">
<fieldset><legend>Tell me by mail</legend>
<p><input id="approval" type="checkbox"> <label for="approval">when a comment of mine can be read</label></p>
<p><input id="rejection" type="checkbox"> <label for="rejection">when one is rejected, and why</label></p>
<p><input id="replies" type="checkbox"> <label for="replies">when somebody answers me</label></p>
<button>Save</button>
</fieldset>
</form>
<p><button id="copy" type="button">Download all that is kept about me</button> <button id="leave" type="button">Sign out everywhere</button></p>
<form id="erase">
<fieldset><legend>Erase everything</legend>
<p><input id="sure" type="checkbox"> <label for="sure">Erase all these comments and all that is kept about me. This cannot be undone.</label></p>
<button>Erase</button>
</fieldset>
</form>
</div>
</main>
<script>${script}</script>
</html>
`

/** Lets the page run what is in it, and ask this server alone. */
export const readerPagePolicy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

function digest(text: string) {
  return `'sha256-${hash('sha256', text, 'base64')}'`
}
