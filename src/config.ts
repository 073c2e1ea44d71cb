import { isIP } from 'node:net'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { Settings } from './settings.ts'

export type Config = Readonly<Static<typeof Settings>>

/** Reads BROADSHEET_* once, at start-up. Throws a sentence naming the setting when a value cannot be used or a name is unknown. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const known = new Map(Object.keys(Settings.properties).map((setting) => [environmentName(setting), setting]))
  for (const name of Object.keys(env)) {
    if (name.startsWith('BROADSHEET_') && !known.has(name))
      throw new Error(`There is no setting ${name}. The settings are: ${[...known.keys()].join(', ')}.`)
  }
  const given = Object.fromEntries([...known].flatMap(([name, setting]) => (env[name] === undefined ? [] : [[setting, env[name]]])))
  const config = Value.Convert(Settings, Value.Default(Settings, given)) as Record<string, unknown>
  for (const [name, setting] of known) if (isRounded(config[setting], env[name])) config[setting] = env[name]
  for (const error of Value.Errors(Settings, config)) {
    const setting = error.instancePath.slice(1)
    const shown = secretSettings.includes(setting) ? '' : `=${env[environmentName(setting)]}`
    throw new Error(`${environmentName(setting)}${shown} cannot be used: it ${complaint(error, setting)}. Meaning: ${describe(setting)}.`)
  }
  const settled = config as Config
  if (settled.mail.startsWith('smtp') && !URL.canParse(settled.mail))
    throw new Error('BROADSHEET_MAIL cannot be used: it is no URL. Write @, : and / in a user or password as %40, %3A and %2F.')
  if (settled.mail !== '' && settled.mailFrom === '')
    throw new Error(`BROADSHEET_MAIL is set, and BROADSHEET_MAIL_FROM is not. Meaning: ${describe('mailFrom')}.`)
  if (settled.s3Endpoint !== '' && [settled.s3Bucket, settled.s3KeyId, settled.s3SecretKey].includes(''))
    throw new Error(
      'BROADSHEET_S3_ENDPOINT is set: BROADSHEET_S3_BUCKET, BROADSHEET_S3_KEY_ID and BROADSHEET_S3_SECRET_KEY are needed, too.',
    )
  insistOnEach(settled, 'trustedProxies', isNetwork, 'no address')
  insistOnEach(settled, 'trustedTargets', (host) => URL.canParse(`http://${host}`), 'no host with a port')
  const baseUrl = settled.baseUrl || `http://localhost:${settled.port}`
  const mediaFolder = settled.mediaFolder || `${settled.database}.media`
  return { ...settled, baseUrl, siteUrl: settled.siteUrl || baseUrl, mediaFolder, mediaUrl: settled.mediaUrl || `${baseUrl}/media` }
}

/** Settings that are not repeated to anybody. */
const secretSettings = ['mail', 'metricsToken', 'spamServiceKey', 's3KeyId', 's3SecretKey']

/** For what a pattern cannot tell: throws the sentence about the first value of a list that is not what it should be. */
function insistOnEach(config: Config, setting: 'trustedProxies' | 'trustedTargets', fits: (value: string) => boolean, fault: string) {
  const stranger = several(config[setting]).find((value) => !fits(value))
  if (stranger === undefined) return
  throw new Error(
    `${environmentName(setting)}=${config[setting]} cannot be used: “${stranger}” is ${fault}. Meaning: ${describe(setting)}.`,
  )
}

/** What a value must be, for whoever typed another. */
function complaint({ keyword, params, message }: { keyword: string; params: object; message: string }, setting: string) {
  const { allowedValues, type } = params as { allowedValues?: unknown[]; type?: unknown }
  if (allowedValues) return `must be one of ${allowedValues.join(', ')}`
  if (type === 'boolean') return 'must be true or false'
  const { examples } = Settings.properties[setting as keyof typeof Settings.properties] as { examples?: string[] }
  return keyword === 'pattern' && examples ? `must be written as ${examples.join(' or ')}` : message
}

/** An address, or a network such as 10.0.0.0/8. */
function isNetwork(text: string) {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** Whether a number says something else than its text: 80.5 would become 80. */
function isRounded(value: unknown, text: string | undefined) {
  return typeof value === 'number' && text !== undefined && String(value) !== text
}

/** commentOrigins → BROADSHEET_COMMENT_ORIGINS */
export function environmentName(setting: string) {
  return `BROADSHEET_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** A setting that holds several values separated by commas, as a list without blanks. */
export function several(setting: string) {
  return setting
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

function describe(setting: string) {
  const schema = Settings.properties[setting as keyof typeof Settings.properties] as { description?: string }
  return schema.description
}
