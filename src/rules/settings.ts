import { modeIn, type SiteSettings, standard } from '../site/comment-settings.ts'
import type { ConversationSettings, SiteConversationSettingsPatch } from './settings.schema.ts'

/** A place in which something can be set, and what is set there. */
export interface Place {
  from: 'site' | 'section' | 'article'
  of: { id: string; slug: string } | null
  own: SiteSettings
}

type Origin = Pick<Place, 'of'> & { from: Place['from'] | 'default' | 'emergency' }
type Effective = ConversationSettings['effective']

/** What is set in the first of the places, and what holds there: each setting from the nearest place that sets it. They come from the inside out; the site is the last. */
export function settingsIn(places: readonly Place[]): ConversationSettings {
  const layers: Layer[] = [...places, { from: 'default', of: null, own: { ...standard, emergency: 'off' } }]
  const { trust, rate, ...plain } = standard
  const effective = {
    ...nearest({ ...plain, emergency: 'off' }, layers),
    trust: nearest(trust, within(layers, 'trust')),
    rate: nearest(rate, within(layers, 'rate')),
  } as Effective
  return { own: asTold(places[0]!.own), effective: { ...effective, mode: inEmergency(effective) } }
}

type Layer = Origin & { own: Record<string, unknown> }

function nearest(names: object, layers: readonly Layer[]) {
  const found = (name: string) => {
    const { own, from, of } = layers.find((layer) => Object.hasOwn(layer.own, name))!
    return { value: own[name] ?? 'never', from, of }
  }
  return Object.fromEntries(Object.keys(names).map((name) => [name, found(name)]))
}

function within(layers: readonly Layer[], group: 'trust' | 'rate'): Layer[] {
  return layers.map(({ own, ...layer }) => ({ ...layer, own: (own[group] ?? {}) as Record<string, unknown> }))
}

function inEmergency({ mode, emergency }: Effective): Effective['mode'] {
  const value = modeIn(emergency.value, mode.value)
  return value === mode.value ? mode : { value, from: 'emergency', of: null }
}

/** As it is told and asked for: null means there that a setting is inherited, and here that an article never closes. */
function asTold(own: SiteSettings) {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value ?? 'never'])) as ConversationSettings['own']
}

/** What is set in a place after a merge patch (RFC 7396), whose nulls take a setting away from there. */
export function patchedSettings(own: SiteSettings, patch: SiteConversationSettingsPatch): SiteSettings {
  const { closeAfterDays, ...result } = merged(asTold(own), patch) as { closeAfterDays?: number | 'never' } & Omit<
    SiteSettings,
    'closeAfterDays'
  >
  if (closeAfterDays === undefined) return result
  return { ...result, closeAfterDays: closeAfterDays === 'never' ? null : closeAfterDays }
}

function merged(target: object, patch: object): object {
  const result: Record<string, unknown> = { ...target }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else result[name] = typeof value === 'object' ? merged(result[name] ?? {}, value) : value
    if (isEmpty(result[name])) delete result[name]
  }
  return result
}

function isEmpty(value: unknown) {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
