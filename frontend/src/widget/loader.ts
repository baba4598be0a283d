/**
 * The one script on other people's pages: a launcher, and on first use a frame on our own origin.
 *
 * Stores nothing, asks nobody but the origin it came from, and moves nothing on the page. When the
 * widget may not be here it says so in one line, and why in the console.
 */
import { launcherStyles } from './launcherStyles'

interface Config {
  title: string
  accent: string
  accentText: string
  language: string
}
type Command = 'open' | 'close' | 'destroy'
type Api = ((command: Command) => void) & { q?: ArrayLike<unknown>[] }

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
    failed: 'Nie udało się otworzyć czatu. Proszę odświeżyć stronę i spróbować ponownie.',
    refused: 'Czat nie jest dostępny na tej stronie.',
    unread: { one: 'nowa wiadomość', few: 'nowe wiadomości', other: 'nowych wiadomości' },
  },
  en: {
    open: 'Open chat',
    close: 'Close chat',
    chat: 'Chat',
    failed: 'The chat could not be opened. Reload the page and try again.',
    refused: 'The chat is not available on this page.',
    unread: { one: 'new message', few: 'new messages', other: 'new messages' },
  },
}
const READY_WITHIN_MS = 10_000
const ICON_OPEN =
  'M5 4h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-6.5L7 22v-4H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z'
const ICON_CLOSE = 'm5 9 7 7 7-7'

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-widget]')
const key = script?.dataset.widget ?? ''
const origin = script ? new URL(script.src).origin : ''

// eslint-disable-next-line no-console -- the only way to tell the page's owner
const tell = (sentence: string): void => console.warn(`Flowbuilder: ${sentence}`)

/** The widget's colours and words; null (said in the console) when it may not be on this page. */
async function fetchConfig(): Promise<Config | null> {
  let blocked = false
  const note = (event: SecurityPolicyViolationEvent) => {
    blocked ||= event.blockedURI.startsWith(origin)
  }
  document.addEventListener('securitypolicyviolation', note)
  try {
    const url = `${origin}/api/v1/widgets/${encodeURIComponent(key)}/config`
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'origin' })
    if (response.ok) return (await response.json()) as Config
    tell(
      response.status === 404
        ? `there is no widget "${key}". Copy the line of HTML again from the Widget page.`
        : `the widget "${key}" may not be used on ${location.origin}. Add this address to the widget's allowed addresses.`,
    )
    refuse()
    return null
  } catch {
    // The page's own policy may forbid the request; the launcher then keeps its default colour.
    await new Promise((done) => setTimeout(done, 50))
    if (blocked) {
      const language = document.documentElement.lang
      return { title: '', accent: '#5046e0', accentText: '#ffffff', language }
    }
    tell(`${origin} cannot be reached, so the chat is not shown.`)
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

/** Say in the page, where the launcher would be, that there is no chat here. */
function refuse(): void {
  const language = languageOf(document.documentElement.lang || navigator.language)
  const { host, shadow } = shadowHost(language)
  const note = Object.assign(document.createElement('p'), { className: 'note' })
  note.setAttribute('role', 'status')
  note.textContent = WORDS[language].refused
  shadow.append(note)
  const show = () => document.body.append(host)
  if (document.body) show()
  else document.addEventListener('DOMContentLoaded', show, { once: true })
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

function mount(config: Config): { open: () => void; close: () => void; destroy: () => void } {
  const language = languageOf(config.language)
  const words = WORDS[language]
  const make = <K extends keyof HTMLElementTagNameMap>(name: K, className: string) =>
    Object.assign(document.createElement(name), { className })

  const { host, shadow } = shadowHost(language)
  const root = make('div', '')
  host.style.setProperty('--accent', config.accent)
  host.style.setProperty('--accent-text', config.accentText)

  const panel = make('div', 'panel')
  panel.setAttribute('role', 'dialog')
  panel.setAttribute('aria-label', config.title || words.chat)
  panel.hidden = true
  const launcher = make('button', 'launcher')
  launcher.type = 'button'
  const badge = make('span', 'badge')
  badge.setAttribute('aria-hidden', 'true')
  launcher.append(icon(ICON_OPEN), icon(ICON_CLOSE), badge)
  root.append(panel, launcher)
  shadow.append(root)

  let frame: HTMLIFrameElement | null = null
  let ready = false
  let isOpen = false
  let unread = 0
  let failing = 0

  const newMessages = (count: number) => {
    const form = new Intl.PluralRules(language).select(count) as keyof typeof words.unread
    return words.unread[form] ?? words.unread.other
  }

  const draw = () => {
    const count = isOpen ? 0 : unread
    badge.textContent = count > 9 ? '9+' : count ? String(count) : ''
    const news = count ? `, ${count} ${newMessages(count)}` : ''
    launcher.setAttribute('aria-label', isOpen ? words.close : words.open + news)
    launcher.setAttribute('aria-expanded', String(isOpen))
    root.classList.toggle('open', isOpen)
    panel.hidden = !isOpen
  }

  const post = (message: Record<string, unknown>) =>
    frame?.contentWindow?.postMessage(message, origin)

  const show = () => {
    if (!ready || !isOpen) return
    const { href, hash } = location
    const url = hash ? href.slice(0, -hash.length) : href
    post({
      flowbuilder: 'shown',
      page: { url, title: document.title, referrer: document.referrer },
    })
    frame?.focus()
  }

  const giveUp = () => {
    frame = null
    const sentence = make('p', 'failed')
    sentence.setAttribute('role', 'alert')
    sentence.textContent = words.failed
    const back = make('button', 'back')
    back.type = 'button'
    back.textContent = words.close
    back.onclick = close
    panel.replaceChildren(sentence, back)
    tell(
      'the chat frame did not load. If the page has a content security policy, allow this origin in frame-src.',
    )
  }

  const load = () => {
    frame = make('iframe', '')
    frame.title = config.title || words.chat
    frame.referrerPolicy = 'origin'
    // The language that the page is in, for a flow that speaks several.
    const asked = script?.dataset.language || document.documentElement.lang
    const query = asked ? `?language=${encodeURIComponent(asked)}` : ''
    frame.src = `${origin}/w/${encodeURIComponent(key)}/frame/${query}`
    panel.replaceChildren(frame)
    failing = window.setTimeout(giveUp, READY_WITHIN_MS)
  }

  function open() {
    isOpen = true
    unread = 0
    draw()
    if (frame) show()
    else load()
  }

  function close() {
    if (!isOpen) return
    isOpen = false
    draw()
    post({ flowbuilder: 'hidden' })
    launcher.focus()
  }

  const hear = (event: MessageEvent<unknown>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return
    const message = event.data as Record<string, unknown> | null
    if (message?.flowbuilder === 'ready') {
      ready = true
      clearTimeout(failing)
      root.classList.add('ready')
      show()
    } else if (message?.flowbuilder === 'close') {
      close()
    } else if (message?.flowbuilder === 'unread') {
      unread = Number(message.count) || 0
      draw()
    }
  }

  launcher.onclick = () => (isOpen ? close() : open())
  host.onkeydown = (event) => {
    if (event.key === 'Escape') close()
  }
  window.addEventListener('message', hear)
  draw()
  document.body.append(host)

  return {
    open,
    close,
    destroy: () => {
      clearTimeout(failing)
      window.removeEventListener('message', hear)
      host.remove()
    },
  }
}

async function start(): Promise<void> {
  const waiting: ArrayLike<unknown>[] = window.Flowbuilder?.q ?? []
  let widget: ReturnType<typeof mount> | null = null
  let gone = false
  const run = (command: Command) => {
    if (command === 'destroy') {
      gone = true
      widget?.destroy()
      delete window.Flowbuilder
    } else if (command === 'open' || command === 'close') {
      if (widget) widget[command]()
      else if (!gone) waiting.push([command])
    } else {
      tell(`"${String(command)}" is not a command. There are: open, close, destroy.`)
    }
  }
  window.Flowbuilder = run
  const fetched = fetchConfig()
  if (!document.body) {
    await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }))
  }
  const config = await fetched
  if (!config || gone) return
  widget = mount(config)
  for (const call of waiting.splice(0)) run(call[0] as Command)
}

if (!key || !script) {
  tell('the script tag has no data-widget. Copy the line of HTML again from the Widget page.')
} else if (!window.Flowbuilder || window.Flowbuilder.q) {
  void start()
}
