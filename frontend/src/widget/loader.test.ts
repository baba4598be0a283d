// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const APP = 'https://chat.example'
const CONFIG = { title: 'Pod Lipą', accent: '#45593a', accentText: '#ffffff', language: 'pl' }
const answer = (status: number, body: unknown = {}) =>
  Promise.resolve(new Response(JSON.stringify(body), { status }))

/** jsdom gives a frame in a shadow root no window. */
const frameWindow = { postMessage: vi.fn() }
Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get: () => frameWindow })

let warn: ReturnType<typeof vi.spyOn>
const said = () => warn.mock.calls.map((call: unknown[]) => String(call[0]))
const host = () => document.querySelector('flowbuilder-widget')
const inside = <E extends Element>(selector: string) =>
  host()?.shadowRoot?.querySelector<E>(selector) ?? null
const launcher = () => inside<HTMLButtonElement>('.launcher') as HTMLButtonElement
const frame = () => inside<HTMLIFrameElement>('iframe')

async function load(
  fetched: () => Promise<Response>,
  key = 'demo',
  more: Record<string, string> = {},
): Promise<void> {
  vi.stubGlobal('fetch', vi.fn(fetched))
  document.body.innerHTML = '<button id="before">Before</button>'
  const script = document.createElement('script')
  Object.assign(script.dataset, { widget: key, ...more })
  // An inert type: jsdom must not fetch it.
  script.type = 'text/plain'
  script.src = `${APP}/widget.js`
  document.body.append(script)
  vi.resetModules()
  await import('./loader')
  await vi.waitFor(() => {
    if (!host() && !said().length) throw new Error('not yet')
  })
}

function message(data: unknown, origin = APP, source: unknown = frameWindow): void {
  const event = new MessageEvent('message', { data, origin })
  Object.defineProperty(event, 'source', { value: source })
  window.dispatchEvent(event)
}

beforeEach(() => {
  frameWindow.postMessage.mockClear()
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal(
    'CSSStyleSheet',
    class {
      replaceSync() {}
    },
  )
})
afterEach(() => {
  window.Flowbuilder?.('destroy')
  delete window.Flowbuilder
  localStorage.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

test('before use there is a launcher and nothing else: no frame, nothing stored', async () => {
  await load(() => answer(200, CONFIG))

  expect(launcher().getAttribute('aria-label')).toBe('Otwórz czat')
  expect(frame()).toBeNull()
  expect(localStorage.length).toBe(0)
  expect(document.cookie).toBe('')
})

test('the frame comes from our origin on first use and is kept', async () => {
  await load(() => answer(200, CONFIG))

  launcher().click()
  const first = frame()
  launcher().click()
  launcher().click()

  expect(first?.src).toBe(`${APP}/w/demo/frame/`)
  expect(frame()).toBe(first)
  expect(launcher().getAttribute('aria-expanded')).toBe('true')
})

test('the frame is told the language of the page', async () => {
  document.documentElement.lang = 'de-AT'
  await load(() => answer(200, CONFIG))
  launcher().click()
  document.documentElement.lang = ''

  expect(frame()?.src).toBe(`${APP}/w/demo/frame/?language=de-AT`)
})

test('what the line of HTML names is told apart, to the server too', async () => {
  document.documentElement.lang = 'de'
  const asked = '?language=en&own=1'
  await load(() => answer(200, CONFIG), 'demo', { language: 'en' })
  launcher().click()
  document.documentElement.lang = ''

  expect(frame()?.src).toBe(`${APP}/w/demo/frame/${asked}`)
  expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe(`${APP}/api/v1/widgets/demo/config${asked}`)
})

test('where consent is asked for, use stores nothing; the frame hears of consent', async () => {
  await load(() => answer(200, { ...CONFIG, consent: true }))
  launcher().click()
  message({ flowbuilder: 'ready' })
  expect(localStorage.length).toBe(0)

  window.Flowbuilder?.('consent', true)
  expect(localStorage.length).toBe(1)
  expect(frameWindow.postMessage.mock.calls.at(-1)).toEqual([{ consent: true }, APP])

  window.Flowbuilder?.('consent', false)
  expect(localStorage.length).toBe(0)
  expect(frameWindow.postMessage.mock.calls.at(-1)).toEqual([{ consent: false }, APP])
})

test('a ready frame is told of the page, at our exact origin', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()

  message({ flowbuilder: 'ready' })

  expect(frameWindow.postMessage).toHaveBeenCalledWith(
    expect.objectContaining({ flowbuilder: 'shown' }),
    APP,
  )
})

test.each(['https://evil.example', 'http://chat.example', 'null'])(
  'a message from %s is not heard',
  async (origin) => {
    await load(() => answer(200, CONFIG))
    launcher().click()

    message({ flowbuilder: 'close' }, origin)

    expect(launcher().getAttribute('aria-expanded')).toBe('true')
  },
)

test('a message from another window is not heard', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()

  message({ flowbuilder: 'close' }, APP, window)

  expect(launcher().getAttribute('aria-expanded')).toBe('true')
})

test('closing from inside gives the focus back to the launcher', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()

  message({ flowbuilder: 'close' })

  expect(launcher().getAttribute('aria-expanded')).toBe('false')
  expect(host()?.shadowRoot?.activeElement).toBe(launcher())
})

test('Escape on the launcher closes', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()

  launcher().dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
  )

  expect(launcher().getAttribute('aria-expanded')).toBe('false')
})

test.each([
  [0, '', 'Otwórz czat', ''],
  [3, 'Otwórz czat, 3 nowe wiadomości', 'Otwórz czat, 3 nowe wiadomości', '3'],
  [12, 'Otwórz czat, 12 nowych wiadomości', 'Otwórz czat, 12 nowych wiadomości', '9+'],
])(
  '%i unread messages are shown, and said as the frame says it',
  async (count, label, name, badge) => {
    await load(() => answer(200, CONFIG))
    launcher().click()
    launcher().click()

    message({ flowbuilder: 'unread', count, label })

    expect(launcher().getAttribute('aria-label')).toBe(name)
    expect(inside('.badge')?.textContent).toBe(badge)
  },
)

/** The page after this one, once it has nothing to do. */
async function nextPage(config: object = {}): Promise<void> {
  window.Flowbuilder?.('destroy')
  frameWindow.postMessage.mockClear()
  await load(() => answer(200, { ...CONFIG, ...config }))
  await new Promise((done) => setTimeout(done))
}
const told = () => frameWindow.postMessage.mock.calls.map(([data]) => data as object)

test('after the chat was closed, the next page has its frame, unseen, and counts what is new', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()
  launcher().click()
  await nextPage()
  message({ flowbuilder: 'ready' })
  message({ flowbuilder: 'unread', count: 1, label: 'Otwórz czat, 1 nowa wiadomość' })

  expect(launcher().getAttribute('aria-expanded')).toBe('false')
  expect(told()).toEqual([
    expect.objectContaining({ flowbuilder: 'hidden', page: expect.anything() as unknown }),
  ])
  expect(inside('.badge')?.textContent).toBe('1')
})

test('open on one page, it is open on the next, and takes no focus', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()
  await nextPage()
  document.getElementById('before')?.focus()
  message({ flowbuilder: 'ready' })

  expect(launcher().getAttribute('aria-expanded')).toBe('true')
  expect(told()).toEqual([expect.objectContaining({ flowbuilder: 'shown', used: false })])
  expect(document.activeElement?.id).toBe('before')
})

test('on a phone it does not cover the next page', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()
  vi.stubGlobal('innerWidth', 360)
  await nextPage()

  expect(frame()).not.toBeNull()
  expect(launcher().getAttribute('aria-expanded')).toBe('false')
})

test.each([
  ['a page where it was never used', () => {}, {}],
  ['a page whose visitor did not agree to storing', () => launcher().click(), { consent: true }],
])('%s has no frame', async (_name, act, config) => {
  await load(() => answer(200, { ...CONFIG, ...config }))
  act()
  await nextPage(config)

  expect(frame()).toBeNull()
})

test('a week after it was opened, the chat waits to be opened', async () => {
  await load(() => answer(200, CONFIG))
  launcher().click()
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 86_400_000)
  await nextPage()

  expect(frame()).toBeNull()
})

test.each([
  [403, 'may not be used on'],
  [404, 'there is no widget "demo"'],
])(
  'an answer of %i is said in the page in one line, and why in the console',
  async (status, sentence) => {
    await load(() => answer(status))

    expect(host()?.shadowRoot?.querySelector('[role=status]')?.textContent).toMatch(/not available/)
    expect(host()?.shadowRoot?.querySelector('button')).toBeNull()
    expect(said()).toEqual([expect.stringContaining(sentence)])
  },
)

test('an unreachable server leaves the page alone and says so', async () => {
  await load(() => Promise.reject(new TypeError('Failed to fetch')))

  expect(host()).toBeNull()
  expect(said()).toEqual([expect.stringContaining('cannot be reached')])
})

test('a script without a key says what is missing', async () => {
  await load(() => answer(200, CONFIG), '')

  expect(host()).toBeNull()
  expect(said()).toEqual([expect.stringContaining('no data-widget')])
})

test('calls made before the script came are done when it is there', async () => {
  const early = Object.assign(() => {}, { q: [['open']] })
  window.Flowbuilder = early as unknown as NonNullable<typeof window.Flowbuilder>

  await load(() => answer(200, CONFIG))

  expect(frame()).not.toBeNull()
})

test('open, close and destroy work from the page; other words are refused plainly', async () => {
  await load(() => answer(200, CONFIG))
  window.Flowbuilder?.('open')
  const opened = launcher().getAttribute('aria-expanded')
  window.Flowbuilder?.('close')
  const closed = launcher().getAttribute('aria-expanded')
  window.Flowbuilder?.('dance' as 'open')
  window.Flowbuilder?.('destroy')

  expect([opened, closed]).toEqual(['true', 'false'])
  expect(said()).toEqual([expect.stringContaining('"dance" is not a command')])
  expect(host()).toBeNull()
  expect(window.Flowbuilder).toBeUndefined()
})

test('a page that made ready to speak, and has said nothing yet, has its chat', async () => {
  // The stub of the guide, whose list is there from the first call on only.
  window.Flowbuilder = (...call: unknown[]) => {
    const stub = window.Flowbuilder
    if (stub) stub.q = [...(stub.q || []), call]
  }
  await load(() => answer(200, CONFIG))

  expect(launcher().getAttribute('aria-label')).toBe('Otwórz czat')
})

test('the same script twice makes one launcher', async () => {
  await load(() => answer(200, CONFIG))
  vi.resetModules()
  await import('./loader')

  expect(document.querySelectorAll('flowbuilder-widget')).toHaveLength(1)
})

const INVITATION = {
  id: 7,
  text: 'Pomóc?',
  when: 'event',
  value: 'cart',
  pages: [],
  campaign: '',
  who: 'everyone',
  rest: 7,
  fact: '',
  least: 0,
  visit: 1,
  most: 3,
}
const inviting = (more: object = {}, config: object = {}) =>
  load(() => answer(200, { ...CONFIG, ...config, invitations: [{ ...INVITATION, ...more }] }))
const bubble = () => inside<HTMLButtonElement>('.say')

test('an invitation waits for its event, is polite, and stores nothing by being shown', async () => {
  await inviting()

  expect(bubble()).toBeNull()
  window.Flowbuilder?.('event', 'cart', { total: 3 })

  expect(bubble()?.textContent).toBe('Pomóc?')
  expect(inside('.tease')?.getAttribute('role')).toBe('status')
  expect(localStorage.length).toBe(0)
})

test('an event that was told before the loader came is not lost', async () => {
  window.Flowbuilder = Object.assign(() => {}, { q: [['event', 'cart']] }) as never
  await inviting()

  expect(bubble()?.textContent).toBe('Pomóc?')
})

test('Escape anywhere closes the invitation, and it stays away for its days', async () => {
  await inviting()
  window.Flowbuilder?.('event', 'cart')
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))

  expect(bubble()).toBeNull()
  window.Flowbuilder?.('destroy')
  await inviting()
  window.Flowbuilder?.('event', 'cart')
  expect(bubble()).toBeNull()
})

test('an accepted invitation opens the chat and tells the frame which it was', async () => {
  await inviting()
  window.Flowbuilder?.('event', 'cart')
  bubble()?.click()
  message({ flowbuilder: 'ready' })

  expect(bubble()).toBeNull()
  expect(frameWindow.postMessage.mock.calls.at(-1)?.[0]).toMatchObject({
    flowbuilder: 'shown',
    invitation: 7,
  })
})

test('who has used the chat is told apart only once they have', async () => {
  await inviting({ who: 'returning' })
  window.Flowbuilder?.('event', 'cart')
  expect(bubble()).toBeNull()

  launcher().click()
  launcher().click()
  window.Flowbuilder?.('destroy')
  await inviting({ who: 'returning' })
  window.Flowbuilder?.('event', 'cart')
  expect(bubble()).not.toBeNull()
})

test('nobody is invited at quiet hours', async () => {
  await inviting({}, { quiet: ['00:00', '23:59:59', 'UTC'] })
  window.Flowbuilder?.('event', 'cart')

  expect(bubble()).toBeNull()
})

test('what the page tells is enough in the end, and goes to the frame with the page', async () => {
  await inviting({ fact: 'value', least: 200 })
  window.Flowbuilder?.('event', 'cart', { value: 120, items: 2 })
  expect(bubble()).toBeNull()

  window.Flowbuilder?.('event', 'cart', { value: 260 })
  bubble()?.click()
  message({ flowbuilder: 'ready' })

  expect(frameWindow.postMessage.mock.calls.at(-1)?.[0]).toMatchObject({
    page: { data: { value: 260, items: 2 } },
  })
})

test('who was about to leave is invited when the cart is told of afterwards too', async () => {
  await inviting({ when: 'exit', value: '', fact: 'value', least: 1 })
  document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }))
  expect(bubble()).toBeNull()

  window.Flowbuilder?.('event', 'anything', { value: 3 })

  expect(bubble()).not.toBeNull()
})

test('with consent, an invitation that nobody touched does not come again on the next page', async () => {
  const nextPage = async () => {
    window.Flowbuilder?.('destroy')
    await inviting()
    window.Flowbuilder?.('event', 'cart')
    return bubble() !== null
  }
  window.Flowbuilder = Object.assign(() => {}, {
    q: [['consent', true]],
  }) as unknown as NonNullable<typeof window.Flowbuilder>
  await inviting()
  window.Flowbuilder?.('event', 'cart')
  expect(bubble()).not.toBeNull()

  expect(await nextPage()).toBe(false)
  window.Flowbuilder?.('consent', false)
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
  expect(await nextPage()).toBe(true)
})

test('a chat inside the page has an address of its own, which begins nothing by itself', async () => {
  vi.stubGlobal('fetch', vi.fn())
  const load = async () => {
    document.body.innerHTML = '<div id="chat"></div>'
    const script = document.createElement('script')
    Object.assign(script.dataset, { widget: 'demo', target: '#chat' })
    script.type = 'text/plain'
    script.src = `${APP}/widget.js`
    document.body.append(script)
    vi.stubGlobal('fetch', () => answer(200, CONFIG))
    vi.resetModules()
    await import('./loader')
    await vi.waitFor(() => expect(frame()).not.toBeNull())
  }

  await load()

  expect(frame()?.src).toBe(`${APP}/w/demo/inline/`)
  expect(localStorage.length).toBe(0)
})
