/**
 * The inbox's service worker: shows what is pushed while nobody looks at the inbox, and opens it.
 *
 * It keeps nothing and answers no request: what an agent reads is always the server's own.
 */
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  let notice = {}
  try {
    notice = event.data ? event.data.json() : {}
  } catch {
    // Shown without words: a browser wants every push to be shown.
  }
  event.waitUntil(show(notice))
})

async function show({ title = 'Flowbuilder', body = '', url = '/inbox/', tag = 'inbox' }) {
  const pages = await self.clients.matchAll({ type: 'window' })
  if (pages.some((page) => page.focused)) return
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: true,
    icon: '/static/handoff/icon-192.png',
    badge: '/static/handoff/icon-192.png',
    data: { url },
  })
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { url } = event.notification.data ?? {}
  event.waitUntil(open(new URL(url ?? '/inbox/', self.location.origin)))
})

async function open(address) {
  if (address.origin !== self.location.origin) return
  const pages = await self.clients.matchAll({ type: 'window' })
  const inbox = pages.find((page) => new URL(page.url).pathname.startsWith('/inbox/'))
  if (!inbox) return void (await self.clients.openWindow(address.href))
  await inbox.focus()
  inbox.postMessage({ open: address.pathname })
}
