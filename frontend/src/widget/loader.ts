/**
 * The one script on other people's pages: a launcher, and on first use a frame on our own origin.
 *
 * Stores nothing before use, asks nobody but the origin it came from, and moves nothing on the page. When the
 * widget may not be here it says so in one line, and why in the console.
 */
import {
  isQuiet,
  mayShow,
  memoryOf,
  watch,
  type Facts,
  type Invitation,
  type Quiet,
} from './invitations'
import { launcherStyles } from './launcherStyles'

interface Config {
  title?: string
  accent: string
  accentText: string
  language: string
  side?: string
  /** Is anything stored only after the page told of consent? */
  consent?: boolean
  invitations?: Invitation[]
  quiet?: Quiet
}
type Commands = Partial<Record<string, (...more: unknown[]) => void>>
/** `q` is what a page's stub was told before we came; 0 once the chat itself is there. */
type Api = ((command: string, ...more: unknown[]) => void) & { q?: ArrayLike<unknown>[] | 0 }

declare global {
  interface Window {
    Flowbuilder?: Api
  }
}

const WORDS = {
  pl: {
    open: 'Otwórz czat',
    close: 'Zamknij czat',
    chat: 'Czat',
    dismiss: 'Zamknij zaproszenie',
    failed: 'Nie udało się otworzyć czatu. Proszę odświeżyć stronę.',
    refused: 'Czat nie jest dostępny na tej stronie.',
  },
  en: {
    open: 'Open chat',
    close: 'Close chat',
    chat: 'Chat',
    dismiss: 'Close the invitation',
    failed: 'The chat could not be opened. Reload the page.',
    refused: 'The chat is not available on this page.',
  },
}
const READY_WITHIN_MS = 10_000
/** A week after it was last opened, the chat waits to be opened again. */
const RESUMES_FOR_MS = 604_800_000
/** So narrow, the chat covers the page: it is not opened by itself. */
const PHONE_PX = 480
const whenIdle = window.requestIdleCallback ?? setTimeout
const ICON_OPEN =
  'M5 4h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-6.5L7 22v-4H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z'
const ICON_CLOSE = 'm5 9 7 7 7-7'
const ICON_CROSS = 'M6 6l12 12M18 6 6 18'

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-widget]')
const key = script?.dataset.widget ?? ''
const origin = script ? new URL(script.src).origin : ''
const name = encodeURIComponent(key)
const memory = memoryOf(key)

/** In which language the chat is asked for: the one that our line names (`own`), or the page's. */
const query = (): string => {
  const own = script?.dataset.language
  const asked = own || document.documentElement.lang
  return asked ? `?language=${encodeURIComponent(asked)}${own ? '&own=1' : ''}` : ''
}

// eslint-disable-next-line no-console -- the only way to tell the page's owner
const tell = (sentence: string): void => console.warn(`Flowbuilder: ${sentence}`)

/** Settles when there is a page to put something on. */
const page = async (): Promise<unknown> =>
  document.body ?? new Promise((done) => document.addEventListener('DOMContentLoaded', done))

/** The widget's colours and words; null (said in the console) when it may not be on this page. */
async function fetchConfig(): Promise<Config | null> {
  let blocked = false
  const note = (event: SecurityPolicyViolationEvent) => {
    blocked ||= event.blockedURI.startsWith(origin)
  }
  document.addEventListener('securitypolicyviolation', note)
  try {
    const url = `${origin}/api/v1/widgets/${name}/config${query()}`
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'origin' })
    if (response.ok) return (await response.json()) as Config
    tell(
      response.status === 404
        ? `there is no widget "${key}". Copy the line again from the Widget page.`
        : `"${key}" may not be used on ${location.origin}. Allow it on the Widget page.`,
    )
    refuse()
    return null
  } catch {
    // The page's own policy may forbid the request; the launcher then keeps its default colour.
    await new Promise((done) => setTimeout(done, 50))
    if (blocked) {
      const language = document.documentElement.lang
      return { accent: '#5046e0', accentText: '#fff', language }
    }
    tell(`${origin} cannot be reached.`)
    return null
  } finally {
    document.removeEventListener('securitypolicyviolation', note)
  }
}

const languageOf = (tag: string): 'pl' | 'en' => (tag.startsWith('pl') ? 'pl' : 'en')

/** An element of our own at the end of the page, out of reach of the page's styles. */
function shadowHost(language: string): { host: HTMLElement; shadow: ShadowRoot } {
  const host = document.createElement('flowbuilder-widget')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherStyles)
  shadow.adoptedStyleSheets = [sheet]
  host.lang = language
  return { host, shadow }
}

const make = <K extends keyof HTMLElementTagNameMap>(tag: K, className = '') =>
  Object.assign(document.createElement(tag), { className })

/** Say in the page, where the launcher would be, that there is no chat here. */
function refuse(): void {
  const language = languageOf(document.documentElement.lang || navigator.language)
  const { host, shadow } = shadowHost(language)
  const note = make('p', 'note')
  note.setAttribute('role', 'status')
  note.textContent = WORDS[language].refused
  shadow.append(note)
  void page().then(() => document.body.append(host))
}

function icon(path: string): SVGElement {
  const make = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name)
  const svg = make('svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const line = make('path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

function mount(config: Config): Commands {
  const language = languageOf(config.language)
  const words = WORDS[language]
  const title = config.title || words.chat

  const { host, shadow } = shadowHost(language)
  const root = make('div')
  host.style.setProperty('--accent', config.accent)
  host.style.setProperty('--accent-text', config.accentText)

  if (config.side === 'left') host.classList.add('left')
  const target = script?.dataset.target
  const place = target ? document.querySelector(target) : null
  if (target && !place) tell(`there is no "${target}" here.`)

  const panel = make('div', 'panel')
  panel.setAttribute('role', place ? 'region' : 'dialog')
  panel.setAttribute('aria-label', title)
  panel.hidden = true
  const launcher = make('button', 'launcher')
  const badge = make('span', 'badge')
  badge.setAttribute('aria-hidden', 'true')
  launcher.append(icon(ICON_OPEN), icon(ICON_CLOSE), badge)
  const tease = make('div', 'tease')
  tease.setAttribute('role', 'status')
  root.append(panel, tease)
  if (place) host.classList.add('inline')
  else root.append(launcher)
  shadow.append(root)

  let frame: HTMLIFrameElement | null = null
  let ready = false
  let isOpen = false
  /** Was it opened by somebody, on this page? */
  let used = false
  let unread = 0
  /** What the launcher is called while messages wait to be read. */
  let news = ''
  let failing = 0
  let identity: string | null = null
  let accepted = 0
  /** What the page told of consent, when it did. */
  let agreed: boolean | undefined
  let facts: Facts = {}
  const invitations = place ? [] : (config.invitations ?? [])
  const shown = new Set<number>()

  const note = (what: string | number) => memory.note(what, Date.now(), !config.consent)

  const draw = () => {
    badge.textContent = isOpen || !unread ? '' : unread > 9 ? '9+' : `${unread}`
    launcher.setAttribute('aria-label', isOpen ? words.close : news || words.open)
    launcher.setAttribute('aria-expanded', String(isOpen))
    root.classList.toggle('open', isOpen)
    panel.hidden = !isOpen
  }

  const post = (message: Record<string, unknown>) =>
    frame?.contentWindow?.postMessage({ ...message, consent: agreed }, origin)

  const identify = (who: unknown) => {
    identity = (who as { token?: string | null } | undefined)?.token || null
    if (ready) tellIdentity()
  }
  const tellIdentity = () => post({ flowbuilder: 'identify', token: identity })

  const show = () => {
    if (!ready) return
    const [url] = location.href.split('#')
    post({
      flowbuilder: isOpen ? 'shown' : 'hidden',
      invitation: accepted,
      used,
      page: { url, title: document.title, referrer: document.referrer, data: facts },
    })
    if (isOpen && used) frame?.focus()
  }

  const giveUp = () => {
    frame = null
    const sentence = make('p', 'failed')
    sentence.setAttribute('role', 'alert')
    sentence.textContent = words.failed
    const back = make('button', 'back')
    back.textContent = words.close
    back.onclick = () => close()
    panel.replaceChildren(sentence, ...(place ? [] : [back]))
    tell('the chat did not load. Allow it in frame-src.')
  }

  const load = () => {
    frame = make('iframe')
    frame.title = title
    frame.referrerPolicy = 'origin'
    frame.allow = 'autoplay' // the sound of a message, before anybody clicks in there
    frame.src = `${origin}/w/${name}/${place ? 'inline' : 'frame'}/${query()}`
    panel.replaceChildren(frame)
    failing = window.setTimeout(giveUp, READY_WITHIN_MS)
  }

  function open() {
    used = !place
    isOpen = true
    if (used) {
      memory.visit.open = 1
      note('used')
    }
    sight()
  }

  function sight() {
    if (isOpen) tease.textContent = ''
    draw()
    if (frame) show()
    else load()
  }

  /** On the page after one where the chat was used: messages are counted, and it is open if it was. */
  const resume = () => {
    if (used || !host.isConnected || Date.now() - memory.at('used') > RESUMES_FOR_MS) return
    isOpen = !!memory.visit.open && innerWidth > PHONE_PX
    sight()
  }

  function close(byMouse?: unknown) {
    if (!isOpen || place) return
    isOpen = false
    memory.visit.open = 0
    memory.save()
    draw()
    show()
    launcher.style.outline = byMouse ? '0' : ''
    launcher.focus()
  }

  const hear = (event: MessageEvent<unknown>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return
    const { flowbuilder, count, label, mouse } = (event.data ?? {}) as Record<string, unknown>
    if (flowbuilder === 'ready') {
      ready = true
      clearTimeout(failing)
      root.classList.add('ready')
      if (identity) tellIdentity()
      show()
    } else if (flowbuilder === 'close') {
      close(mouse)
    } else if (flowbuilder === 'unread') {
      unread = count as number
      news = label as string
      draw()
    }
  }

  const invite = (one: Invitation): boolean => {
    const now = Date.now()
    if (
      isOpen ||
      used ||
      tease.firstChild ||
      shown.has(one.id) ||
      isQuiet(config.quiet ?? [], new Date(now)) ||
      !mayShow(one, memory, facts, new URL(location.href), now)
    )
      return false
    shown.add(one.id)
    memory.saw(one.id)
    const text = make('button', 'say')
    text.textContent = one.text
    const cross = make('button', 'cross')
    cross.setAttribute('aria-label', words.dismiss)
    cross.append(icon(ICON_CROSS))
    text.onclick = () => {
      note(one.id)
      accepted = one.id
      open()
    }
    cross.onclick = () => dismiss()
    dismiss = () => {
      if (!tease.firstChild) return
      note(one.id)
      if (tease.contains(shadow.activeElement)) launcher.focus()
      tease.textContent = ''
    }
    tease.append(text, cross)
    return true
  }
  let dismiss = () => {}
  const watched = invitations.map((one) => watch(one, () => invite(one)))

  launcher.onclick = () => (isOpen ? close() : open())
  const hearKey = (event: KeyboardEvent) => {
    launcher.style.outline = ''
    if (event.key !== 'Escape') return
    dismiss()
    if (event.target === host) close()
  }
  document.addEventListener('keydown', hearKey)
  addEventListener('message', hear)
  draw()
  if (place) {
    place.append(host)
    open()
  } else {
    document.body.append(host)
    whenIdle(resume)
  }

  return {
    open,
    close,
    identify,
    /** `data` is what the page knows of it; a later event adds to what was told before. */
    event: (name: unknown, data: unknown) => {
      facts = { ...facts, ...(JSON.parse(JSON.stringify(data ?? {})) as Facts) }
      for (const each of watched) each.event(String(name))
    },
    /** The visitor agreed that something is stored; with `false`, they took it back. */
    consent: (yes: unknown) => {
      memory.allow((agreed = yes !== false))
      post({})
    },
    destroy: () => {
      for (const each of watched) each.stop()
      document.removeEventListener('keydown', hearKey)
      clearTimeout(failing)
      removeEventListener('message', hear)
      host.remove()
    },
  }
}

async function start(): Promise<void> {
  const waiting: ArrayLike<unknown>[] = window.Flowbuilder?.q || []
  let widget: Commands | null = null
  let gone = false
  const run = (command: string, ...more: unknown[]) => {
    if (command === 'destroy') {
      gone = true
      widget?.destroy?.()
      delete window.Flowbuilder
    } else if (!widget) {
      if (!gone) waiting.push([command, ...more])
    } else {
      const known = widget[command]
      if (known) known(...more)
      else tell(`"${command}" is not a command. There are: ${Object.keys(widget).join(', ')}.`)
    }
  }
  run.q = 0 as const
  window.Flowbuilder = run
  const fetched = fetchConfig()
  await page()
  const config = await fetched
  if (!config || gone) return
  widget = mount(config)
  for (const call of waiting.splice(0)) run(...(Array.from(call) as [string]))
}

if (!key || !script) {
  tell('the script has no data-widget. Copy the line again from the Widget page.')
} else if (window.Flowbuilder?.q !== 0) {
  void start()
}
