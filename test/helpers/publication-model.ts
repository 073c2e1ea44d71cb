/**
 * What a newspaper shows, as its promises say it, in plain values: nothing of `src/` is used, so that what is wrong there is not wrong here.
 * Moments are milliseconds; whoever adds a way to change an article adds a method that answers with the status it is answered with.
 */
export interface Words {
  headline: string
  slug: string
  section: string
}

type State = 'draft' | 'inReview' | 'published' | 'archived' | 'trashed'
type Phase = 'before' | 'during' | 'after'

/** Something that the events tell. */
export interface Told {
  type: 'article.appeared' | 'article.disappeared'
  moment: number
}

export class Story {
  state: State = 'draft'
  published: Words | undefined
  /** What was asked for while it is published. */
  plan: { at: number; embargo: number | null; until: number | null } | undefined
  rights: { from: number | null; until: number | null } = { from: null, until: null }
  /** Slugs that readers have, or will have from a moment on. */
  readonly slugs = new Map<string, number>()
  /** Every slug that it ever had. */
  readonly everHad = new Set<string>()
  /** How far the events have come with the times that hold. */
  phase: Phase = 'after'
  readonly told: Told[] = []

  readonly id: string
  draft: Words

  constructor(id: string, draft: Words) {
    this.id = id
    this.draft = draft
    this.everHad.add(draft.slug)
  }

  /** When readers see it: from, and until without. */
  window(): [number, number] {
    if (!this.plan) return [Infinity, Infinity]
    const { at, embargo, until } = this.plan
    return [Math.max(at, embargo ?? -Infinity, this.rights.from ?? -Infinity), Math.min(until ?? Infinity, this.rights.until ?? Infinity)]
  }

  isPublic(now: number) {
    return phaseAt(now, this.window()) === 'during'
  }

  edit(words: Partial<Words>): number {
    if (this.state === 'trashed') return 409
    this.draft = { ...this.draft, ...words }
    this.everHad.add(this.draft.slug)
    return 200
  }

  publish({ at, embargo, until }: { at?: number; embargo?: number | null; until?: number | null }, now: number): number {
    if (this.state === 'trashed') return 409
    const stands = this.plan && (this.plan.until ?? Infinity) > now ? this.plan : undefined
    const isOn = stands && Math.max(stands.at, stands.embargo ?? -Infinity) <= now
    const plan = {
      at: at ?? (isOn ? stands.at : now),
      embargo: embargo === undefined ? (stands?.embargo ?? null) : embargo,
      until: until === undefined ? (stands?.until ?? null) : until,
    }
    const from = Math.max(plan.at, plan.embargo ?? -Infinity)
    if (plan.until !== null && plan.until <= from) return 422
    if (this.isPublic(now) && from > now) return 409
    this.change(now, () => {
      this.state = 'published'
      this.plan = plan
      this.published = this.draft
    })
    this.forgetUnseen(now)
    if (!this.slugs.has(this.draft.slug)) this.slugs.set(this.draft.slug, this.window()[0])
    return 200
  }

  move(to: Exclude<State, 'published'>, now: number): number {
    const from: Record<typeof to, State[]> = {
      draft: ['inReview', 'published', 'archived'],
      inReview: ['draft'],
      archived: ['draft', 'inReview', 'published'],
      trashed: ['draft', 'inReview', 'published', 'archived'],
    }
    if (!from[to].includes(this.state)) return 409
    this.leave(to, now)
    return 200
  }

  restore(now: number): number {
    if (this.state !== 'trashed') return 409
    this.leave('draft', now)
    return 200
  }

  limit(from: number | null, until: number | null, now: number): number {
    if (from !== null && until !== null && until <= from) return 422
    this.change(now, () => {
      this.rights = { from, until }
    })
    if (this.plan) for (const [slug, since] of this.slugs) if (since > now) this.slugs.set(slug, this.window()[0])
    return 200
  }

  /** Tells what the clock has brought: what was told stays so when the clock is set back. */
  follow(now: number, window = this.window()) {
    const phase = phaseAt(now, window)
    if (this.phase === 'before' && phase !== 'before') this.tell('article.appeared', window[0], 'during')
    if (this.phase === 'during' && phase === 'after') this.tell('article.disappeared', window[1], 'after')
  }

  private leave(to: State, now: number) {
    this.change(now, () => {
      this.state = to
      this.plan = undefined
    })
    this.forgetUnseen(now)
  }

  private change(now: number, work: () => void) {
    const before = this.window()
    work()
    const after = this.window()
    if (before[0] === after[0] && before[1] === after[1]) return
    this.follow(now, before)
    const [wasOn, phase] = [this.phase === 'during', phaseAt(now, after)]
    if (!wasOn && phase === 'during') this.tell('article.appeared', now, phase)
    if (wasOn && phase !== 'during') this.tell('article.disappeared', now, phase)
    this.phase = phase
  }

  private tell(type: Told['type'], moment: number, phase: Phase) {
    this.told.push({ type, moment })
    this.phase = phase
  }

  private forgetUnseen(now: number) {
    for (const [slug, since] of this.slugs) if (since > now) this.slugs.delete(slug)
  }
}

function phaseAt(now: number, [from, until]: [number, number]): Phase {
  if (until <= from || now >= until) return 'after'
  return now < from ? 'before' : 'during'
}

/** What is public, latest first. */
export function listOf(stories: readonly Story[], now: number, section?: string) {
  return stories
    .filter((story) => story.isPublic(now) && (section === undefined || story.published!.section === section))
    .sort((a, b) => b.plan!.at - a.plan!.at || (b.id > a.id ? 1 : -1))
}

/** When the clock changes what is public next. */
export function nextChange(stories: readonly Story[], now: number) {
  const moments = stories.flatMap((story) => {
    const [from, until] = story.window()
    return until > from ? [from, until] : []
  })
  return Math.min(...moments.filter((moment) => moment > now))
}
