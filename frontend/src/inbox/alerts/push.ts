import { api } from '../api/inbox'

const SCOPE = '/inbox/'

/** Whether this browser can be told while the inbox is closed. */
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** The worker that shows notices; registered when the agent first asks for them. */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null
  await navigator.serviceWorker.register(`${SCOPE}sw.js`, { scope: SCOPE })
  return navigator.serviceWorker.ready
}

/** Whether the agent lets us show notices; asks if they have not said yet. */
export async function mayNotify(): Promise<boolean> {
  if (!('Notification' in window)) return false
  return (await Notification.requestPermission()) === 'granted'
}

/** Whether this browser is subscribed already. */
export async function isSubscribed(): Promise<boolean> {
  if (!canPush()) return false
  const known = await navigator.serviceWorker.getRegistration(SCOPE)
  return !!(await known?.pushManager.getSubscription())
}

/** Subscribes this browser. Rejects when the browser or the server does not want to. */
export async function subscribe(): Promise<void> {
  const found = await worker()
  if (!found) throw new Error('no service worker')
  const { key } = await api.pushKey()
  const old = await found.pushManager.getSubscription()
  if (old && encoded(old.options.applicationServerKey) !== key) await old.unsubscribe()
  const subscription = await found.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  await api.pushSubscribe({
    endpoint: subscription.endpoint,
    p256dh: encoded(subscription.getKey('p256dh')),
    auth: encoded(subscription.getKey('auth')),
  })
}

/** This browser is told nothing more while the inbox is closed. */
export async function unsubscribe(): Promise<void> {
  const known = await navigator.serviceWorker.getRegistration(SCOPE)
  const subscription = await known?.pushManager.getSubscription()
  if (!subscription) return
  await api.pushUnsubscribe(subscription.endpoint)
  await subscription.unsubscribe()
}

/** base64url, as the server writes keys. */
export function encoded(key: ArrayBuffer | null): string {
  if (!key) return ''
  const letters = String.fromCharCode(...new Uint8Array(key))
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
