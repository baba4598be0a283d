/** The chat: in a frame on other people's pages, or as our own hosted page. */
import { render } from 'preact'

import './chat.css'
import './files.css'
import { awayAt, nextTurn, type AwayLine } from './away'
import { Client } from './client'
import { inkOn, parseColour, textOn } from './colour'
import { connectHost } from './host'
import { readFrame, type Page } from './protocol'
import { firstUse, visitorStorage } from './storage'
import { unreadIn } from './talk'
import { Tray } from './tray'
import { uploadTo } from './uploading'
import { previewWorld } from './preview'
import { ping } from './sound'
import { mailTo } from './transcriptMail'
import { App } from './view/App'
import type { MenuActs } from './view/Menu'
import { wordsIn } from './words'
import { newId, realWorld } from './world'

interface Config {
  title: string
  accent: string
  notice: string
  files: boolean
  fileLimit: number
  avatar: string
  /** Who speaks, where the assistant has a name, instead of our words; and of what a model wrote. */
  machine?: string
  assistant?: string
  /** Is anything stored only after the page told of consent? */
  consent: boolean
  away: AwayLine[]
  /** How soon the team usually replies, in words. */
  reply: string
  /** Frames of what a conversation will begin with. */
  greeting: unknown[]
}

type Raw = { flowbuilder?: string; look?: Partial<Config> } | null

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
  const config = JSON.parse(root.dataset.config || '{}') as Partial<Config>
  const words = wordsIn(root.dataset.language || document.documentElement.lang, config)
  paint(document.documentElement, config.accent ?? '')

  const isPage = root.dataset.mode === 'page'
  const asked = new URLSearchParams(location.search).get('language')
  const locale = asked || (isPage && navigator.language) || words.language
  const isPreview = root.dataset.mode === 'preview'
  /** Does the chat stand in the page, with no button to put it away? */
  const isInline = root.dataset.mode === 'inline'
  const world = realWorld(widget)
  const storage = visitorStorage(widget, !isPage && config.consent === true)
  const client = isPreview
    ? new Client(previewWorld(world, words), { read: () => null, write: () => true }, locale)
    : new Client(
        world,
        storage,
        locale.slice(0, 35),
        (config.greeting ?? [])
          .map((frame) => readFrame(JSON.stringify(frame)))
          .filter((frame) => frame?.type === 'message'),
        words.language,
      )
  let shown = false
  const away = config.away ?? []
  let unreadFrom = 0
  let turning: ReturnType<typeof setTimeout> | undefined

  const tray = new Tray(
    {
      upload: uploadTo(widget, () => client.view().talk.visitor ?? '', words),
      newId,
      preview: (file) => URL.createObjectURL(file),
      forget: (preview) => URL.revokeObjectURL(preview),
      changed: () => draw(),
    },
    words,
    config.fileLimit ?? 0,
  )
  const ask = (method: string, path = '', body?: unknown) =>
    fetch(`/api/v1/chat/${encodeURIComponent(widget)}/me${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${client.view().talk.visitor ?? ''}`,
        'Content-Type': 'application/json',
        'Accept-Language': words.language,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  let conversation: string | null = null
  let sound = Boolean(storage.read('sound'))
  const keepSound = () => storage.write(sound ? '1' : '', 'sound')
  let heard = 0
  const menu: MenuActs = {
    sound: () => sound,
    toggleSound: () => {
      sound = !sound
      keepSound()
      if (sound) ping()
      draw()
    },
    print: () => window.print(),
    mail: mailTo(widget, () => client.view().talk.visitor ?? '', words),
    startOver: () => client.startNewConversation(),
  }

  const tellUnread = () => {
    const count = unreadIn(client.view().talk, unreadFrom)
    host.unread(count, count ? words('unread', { count }) : '')
  }
  /** A message is read when it is in sight, not when it has merely come. */
  const onRead = (seq: number) => {
    if (!shown || document.hidden) return
    client.seen(seq)
    if (seq <= unreadFrom) return
    unreadFrom = seq
    if (conversation) storage.write(`${conversation} ${seq}`, 'read')
    tellUnread()
  }
  const draw = () => {
    const view = client.view()
    if (conversation !== view.talk.conversation) {
      conversation = view.talk.conversation
      const [read, upTo] = (storage.read('read') ?? '').split(' ')
      unreadFrom = read === conversation ? Number(upTo) : 0
      heard = 0
      if (tray.files.length) return tray.clear() // what was picked was for the one before
    }
    const { messages } = view.talk
    const newest = messages.at(-1)?.seq ?? 0
    const last = messages.at(-1)
    // Not for each message of a talk that is taken up: `promised` until all of it is here.
    if (!view.talk.promised) {
      if (sound && heard && newest > heard && last?.from !== 'visitor') ping()
      heard = newest
    }
    tellUnread()
    render(
      <App
        title={config.title || words('transcript')}
        avatar={config.avatar ?? ''}
        away={awayAt(away, Date.now()) || config.reply}
        menu={menu}
        notice={config.notice ?? ''}
        view={view}
        client={client}
        tray={tray}
        files={config.files === true}
        host={host}
        inline={isInline}
        ask={ask}
        now={Date.now()}
        words={words}
        onRead={onRead}
      />,
      root,
    )
    if (view.link.lostAt !== null) setTimeout(draw, BANNER_TICK_MS)
    clearTimeout(turning)
    const wait = nextTurn(away, Date.now())
    if (wait) turning = setTimeout(draw, wait)
  }

  /** A chat that stands in the page is seen by everyone: it begins when it is used, or goes on. */
  const begun = isInline && firstUse()
  let page: Page | undefined
  const resume = () => page && client.resume(page)
  const onShown = async (now: Page, invitation?: number, still?: boolean) => {
    page = now
    shown = true
    if (isInline) resume()
    await begun
    client.start(now, invitation)
    draw()
    // A phone's keyboard would cover half of what the visitor came to read.
    if (isPreview || isInline || still) return // the focus stays where the person has it
    const target = matchMedia('(pointer: coarse)').matches ? 'title' : 'composer'
    queueMicrotask(() => document.getElementById(target)?.focus({ preventScroll: true }))
  }
  if (isPreview) {
    window.addEventListener('message', ({ origin, data }: MessageEvent<Raw>) => {
      if (origin !== location.origin || data?.flowbuilder !== 'look') return
      Object.assign(config, data.look)
      paint(document.documentElement, config.accent ?? '')
      draw()
    })
  }
  const host = connectHost(!isPage && !isPreview, {
    shown: (page, invitation, still) => void onShown(page, invitation, still),
    hidden: (now) => {
      shown = false
      page = now
      resume()
    },
    identify: (token) => {
      client.identify(token)
      resume()
    },
    consent: (yes) => {
      storage.allow(yes)
      keepSound()
      client.keep()
    },
  })

  client.subscribe(draw)
  const { dataset } = document.documentElement
  document.addEventListener('keydown', ({ key, target }) => {
    // Whoever writes may do the rest with a mouse; these tell who goes about by keys.
    if (/Tab|Esc/.test(key) || (target as Element).matches('[role=log]')) dataset.keys = ''
    if (key === 'Escape') host.close()
  })
  document.addEventListener('pointerdown', () => delete dataset.keys)
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return
    client.awake()
    draw()
  })
  window.addEventListener('focus', client.awake)
  window.addEventListener('online', client.awake)
  window.addEventListener('offline', client.offline)
  draw()
}

const root = document.getElementById('chat')
if (root) start(root)
