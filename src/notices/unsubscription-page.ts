import { type Kind, kinds } from './unsubscription.ts'

/** Asks whether somebody wants no more mails of a kind. The form goes to the address of the page. */
export function askingPage(newspaper: string, kind: Kind) {
  return pageOf(
    newspaper,
    `<p>No more mails about ${kinds[kind]}?</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Send me no more of them</button></form>`,
  )
}

/** Says that it is done. */
export function donePage(newspaper: string, kind: Kind) {
  return pageOf(newspaper, `<p>You will get no more mails about ${kinds[kind]}.</p>`)
}

function pageOf(newspaper: string, content: string) {
  const name = newspaper.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${name}</title>
<h1>${name}</h1>
${content}
</html>
`
}
