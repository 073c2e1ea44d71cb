import { createHmac } from 'node:crypto'

/** A fresh secret, as the Standard Webhooks specification writes it. */
export function newWebhookSecret(random: (bytes: number) => Buffer): string {
  return `whsec_${random(32).toString('base64')}`
}

/** The headers by which the receiver of a call knows it: its id, when this try was made, and the signature over both and the body (Standard Webhooks, `v1`). */
export function signedHeaders(secret: string, id: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
