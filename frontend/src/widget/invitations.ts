/**
 * When to invite to the chat: rules the owner wrote, looked at here, in the visitor's browser. The
 * server is asked for nothing until an invitation is accepted.
 *
 * What is remembered (that the chat was used, which invitations were closed, accepted or seen) is
 * written only after the visitor used one of them, or after the page told of their consent; with
 * `consent` in the widget's settings, only after the latter.
 */
export interface Invitation {
  id: number
  text: string
  when: 'time' | 'scroll' | 'exit' | 'event'
  value: string
  pages: string[]
  campaign: string
  who: 'everyone' | 'new' | 'returning'
  /** Days for which it stays away after it was closed or accepted. */
  rest: number
  /** What the page has to have told by an event, as at least so much; empty: nothing. */
  fact: string
  least: number
  /** How often it may be shown in one visit, and in all. */
  visit: number
  most: number
}
/** What the page told of itself by its events. */
export type Facts = Record<string, unknown>
/** From, until, time zone. */
export type Quiet = [string, string, string] | []

const DAY_MS = 86_400_000

/** Does `text` fit a pattern in which an asterisk stands for anything? In time linear to both. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  const last = parts.pop() as string
  if (!parts.length) return text === last
  let at = 0
  for (const [n, part] of parts.entries()) {
    const found = text.indexOf(part, at)
    if (found < 0 || (n === 0 && found > 0)) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/** Is this one of the hours in which nobody is invited? */
export function isQuiet([from, until, zone]: Quiet, now: Date): boolean {
  if (!from || !until) return false
  const time = now.toLocaleTimeString('en-GB', { timeZone: zone })
  return from <= until ? time >= from && time < until : time >= from || time < until
}

/**
 * By the invitation's id when it was touched, by `used` when the chat was; by -id how often seen.
 * Of a visit also by which campaign it came, and whether the chat is `open`.
 */
type Counts = Record<string, number> & { by?: string }

/**
 * What this site's storage knows of the widget: for good, and of this visit. Nothing is written
 * before the visitor used what we showed, or the page told of their consent; until then, and where
 * storage is forbidden, it is known until the page closes.
 */
export function memoryOf(key: string) {
  const name = `flowbuilder.${key}.invited`
  const read = (store: () => Storage): Counts => {
    try {
      return { ...(JSON.parse(store().getItem(name) || '{}') as Counts) }
    } catch {
      return {}
    }
  }
  const write = (store: () => Storage, counts: Counts) => {
    try {
      if (allowed) store().setItem(name, JSON.stringify(counts))
      else store().removeItem(name)
    } catch {
      // Forbidden.
    }
  }
  const [lasting, passing] = [() => localStorage, () => sessionStorage]
  const [kept, visit] = [read(lasting), read(passing)]
  let allowed = Object.keys(kept).length > 0
  const save = () => {
    write(lasting, kept)
    write(passing, visit)
  }
  const allow = (yes: boolean) => {
    allowed = yes
    save()
  }
  /** By which campaign this visit came: the pages after the first do not say it. */
  const came = (url: URL): string =>
    (visit.by = url.searchParams.get('utm_campaign') || visit.by || '')
  came(new URL(location.href))
  if (allowed) save()
  return {
    allow,
    /** When it was last done, in ms; `used` stands for the chat itself. */
    at: (what: string | number): number => kept[what] || 0,
    /** How often the invitation was shown, in this visit and in all. */
    times: (id: number): [number, number] => [visit[-id] || 0, kept[-id] || 0],
    /** It was done now; that it was lets it be stored, unless the page has to tell of consent. */
    note: (what: string | number, now: number, stores = true) => {
      kept[what] = now
      allow(allowed || stores)
    },
    came,
    visit,
    save,
    saw: (id: number) => {
      for (const counts of [kept, visit]) counts[-id] = (counts[-id] || 0) + 1
      save()
    },
  }
}
export type Memory = ReturnType<typeof memoryOf>

/** May it be shown on this page, to this visitor, at this time? */
export function mayShow(
  one: Invitation,
  memory: Memory,
  facts: Facts,
  url: URL,
  now: number,
): boolean {
  const path = url.pathname + url.search
  const used = memory.at('used') > 0
  const [visit, all] = memory.times(one.id)
  return (
    (!one.fact || Number(facts[one.fact]) >= one.least) &&
    visit < one.visit &&
    all < one.most &&
    (!one.pages.length ||
      one.pages.some((p) => [url.pathname, path, url.origin + path].some((t) => fits(p, t)))) &&
    (!one.campaign || fits(one.campaign, memory.came(url))) &&
    (one.who === 'everyone' || used === (one.who === 'returning')) &&
    now - memory.at(one.id) >= one.rest * DAY_MS
  )
}

/**
 * Calls `show` when what `one` waits for has come about, until it says that it was shown. Returns how
 * to stop, and to tell of events: what they tell may be all that was missing.
 */
export function watch(
  one: Invitation,
  show: () => boolean,
): { stop: () => void; event: (name: string) => void } {
  const stops: (() => void)[] = []
  const stop = () => stops.splice(0).forEach((each) => each())
  let due = false
  const fire = () => {
    due = true
    if (show()) stop()
  }
  const listen = (on: EventTarget, name: string, hear: (event: Event) => void) => {
    on.addEventListener(name, hear, { passive: true })
    stops.push(() => on.removeEventListener(name, hear))
  }
  if (one.when === 'time') {
    const timer = setTimeout(fire, Number(one.value) * 1000)
    stops.push(() => clearTimeout(timer))
  } else if (one.when === 'scroll') {
    listen(window, 'scroll', () => {
      const { scrollHeight, clientHeight } = document.documentElement
      const seen = ((scrollY + clientHeight) / scrollHeight) * 100
      if (seen >= Number(one.value)) fire()
    })
  } else if (one.when === 'exit') {
    listen(document, 'mouseout', (event) => {
      const { relatedTarget, clientY } = event as MouseEvent
      if (!relatedTarget && clientY <= 0) fire()
    })
  }
  return {
    stop,
    event: (name) => {
      if (one.when === 'event' ? one.value === name : due) fire()
    },
  }
}
