/** The chat: in a frame on other people's pages, or as our own hosted page. */
import { render } from 'preact'

import './chat.css'
import './files.css'
import { Client } from './client'
import { inkOn, parseColour, textOn } from './colour'
import { connectHost } from './host'
import type { Page } from './protocol'
import { visitorStorage } from './storage'
import { Tray } from './tray'
import { uploadTo } from './uploading'
import { App } from './view/App'
import { wordsIn } from './words'
import { newId, realWorld } from './world'

interface Config {
  title: string
  accent: string
  notice: string
  files: boolean
  fileLimit: number
}

const BANNER_TICK_MS = 1600
const LIGHT_BUBBLE = '#eef0f4'
const DARK_BUBBLE = '#1e232d'

/** Sets the owner's colour through the CSSOM: a strict policy allows no inline styles. */
function paint(root: HTMLElement, accent: string): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    root.dataset.theme = dark.matches ? 'dark' : 'light'
    const colour = parseColour(accent)
    const surface = parseColour(dark.matches ? DARK_BUBBLE : LIGHT_BUBBLE)
    if (!colour || !surface) return
    root.style.setProperty('--owner', accent)
    root.style.setProperty('--on-owner', textOn(colour))
    root.style.setProperty('--owner-ink', inkOn(surface, colour, dark.matches ? 7 : 4.5))
  }
  apply()
  dark.addEventListener('change', apply)
}

function start(root: HTMLElement): void {
  const widget = root.dataset.widget ?? ''
  const words = wordsIn(root.dataset.language || document.documentElement.lang)
  const config = JSON.parse(root.dataset.config || '{}') as Partial<Config>
  const title = config.title || words('transcript')
  paint(document.documentElement, config.accent ?? '')

  const isPage = root.dataset.mode === 'page'
  const asked = new URLSearchParams(location.search).get('language')
  const locale = asked || (isPage && navigator.language) || words.language
  const client = new Client(realWorld(widget), visitorStorage(widget), locale.slice(0, 35))
  let shown = false
  let unreadFrom = 0

  const tray = new Tray(
    {
      upload: uploadTo(widget, () => client.view().talk.visitor ?? '', words('upload_failed')),
      newId,
      preview: (file) => URL.createObjectURL(file),
      forget: (preview) => URL.revokeObjectURL(preview),
      changed: () => draw(),
    },
    words,
    config.fileLimit ?? 0,
  )
  let conversation: string | null = null

  const draw = () => {
    const view = client.view()
    if (conversation !== view.talk.conversation) {
      conversation = view.talk.conversation
      if (tray.files.length) return tray.clear() // what was picked was for the one before
    }
    const { messages } = view.talk
    const newest = messages.at(-1)?.seq ?? 0
    if (shown && !document.hidden) {
      unreadFrom = newest
      if (newest) client.seen(newest)
    }
    host.unread(messages.filter((m) => m.seq > unreadFrom && m.from !== 'visitor').length)
    render(
      <App
        title={title}
        notice={config.notice ?? ''}
        view={view}
        client={client}
        tray={tray}
        files={config.files === true}
        host={host}
        now={Date.now()}
        words={words}
      />,
      root,
    )
    if (view.link.lostAt !== null) setTimeout(draw, BANNER_TICK_MS)
  }

  const onShown = (page: Page) => {
    shown = true
    client.start(page)
    client.awake()
    // A phone's keyboard would cover half of what the visitor came to read.
    const target = matchMedia('(pointer: coarse)').matches ? 'title' : 'composer'
    queueMicrotask(() => document.getElementById(target)?.focus({ preventScroll: true }))
  }
  const host = connectHost(!isPage, {
    shown: (page) => queueMicrotask(() => onShown(page)),
    hidden: () => {
      shown = false
    },
  })

  client.subscribe(draw)
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') host.close()
  })
  document.addEventListener('visibilitychange', () => !document.hidden && client.awake())
  window.addEventListener('focus', client.awake)
  window.addEventListener('online', client.awake)
  window.addEventListener('offline', client.offline)
  draw()
}

const root = document.getElementById('chat')
if (root) start(root)
