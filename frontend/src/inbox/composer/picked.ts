import { create } from 'zustand'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { SentFile } from '../api/types'
import type { Kind } from './begun'

/** A file that was picked and is in no message yet. */
export interface Picked {
  key: string
  file: File
  status: 'uploading' | 'ready' | 'failed'
  /** From 0 to 1. */
  progress: number
  /** Why it failed: the server's sentence, or empty when it was not reached. */
  problem: string
  /** Trying again may help. */
  again: boolean
  /** What the server keeps, once it is there. */
  sent: SentFile | null
  /** An address of the picture within this page, or empty. */
  preview: string
  cancel: () => void
}

/** As many as one message may carry. */
export const MOST = 5

interface Trays {
  trays: Record<string, readonly Picked[]>
}

/** What was picked for each conversation, apart for replies and for notes, while the page is open. */
export const usePicked = create<Trays>()(() => ({ trays: {} }))

export const trayOf = (conversation: string, kind: Kind) => `${conversation}:${kind}`

const filesIn = (tray: string): readonly Picked[] => usePicked.getState().trays[tray] ?? []

function put(tray: string, files: readonly Picked[]): void {
  usePicked.setState(({ trays }) => ({ trays: { ...trays, [tray]: files } }))
}

function change(tray: string, key: string, news: Partial<Picked>): void {
  put(
    tray,
    filesIn(tray).map((one) => (one.key === key ? { ...one, ...news } : one)),
  )
}

/** Sends files on their way. Returns whether all of them found room. */
export function pick(conversation: string, kind: Kind, files: readonly File[]): boolean {
  const tray = trayOf(conversation, kind)
  const room = Math.max(0, MOST - filesIn(tray).length)
  for (const file of files.slice(0, room)) {
    const key = crypto.randomUUID()
    const picked: Picked = {
      key,
      file,
      status: 'uploading',
      progress: 0,
      problem: '',
      again: false,
      sent: null,
      preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : '',
      cancel: () => undefined,
    }
    put(tray, [...filesIn(tray), picked])
    start(conversation, tray, picked)
  }
  return files.length <= room
}

function start(conversation: string, tray: string, { key, file }: Picked): void {
  const { done, cancel } = api.upload(conversation, file, (progress) =>
    change(tray, key, { progress }),
  )
  change(tray, key, { status: 'uploading', progress: 0, problem: '', cancel })
  done.then(
    (sent) => change(tray, key, { status: 'ready', sent }),
    (problem: unknown) => {
      if (!(problem instanceof ApiError)) throw problem
      const again = problem.isOffline || problem.status === 429 || problem.status >= 500
      change(tray, key, { status: 'failed', problem: problem.message, again })
    },
  )
}

export function pickAgain(conversation: string, kind: Kind, key: string): void {
  const tray = trayOf(conversation, kind)
  const picked = filesIn(tray).find((one) => one.key === key)
  if (picked) start(conversation, tray, picked)
}

export function unpick(conversation: string, kind: Kind, key: string): void {
  const tray = trayOf(conversation, kind)
  for (const one of filesIn(tray)) if (one.key === key) forget(one)
  put(
    tray,
    filesIn(tray).filter((one) => one.key !== key),
  )
}

/** Takes what is ready, to be sent; what failed stays in sight. */
export function takePicked(conversation: string, kind: Kind): SentFile[] {
  const tray = trayOf(conversation, kind)
  const ready = filesIn(tray).filter((one) => one.status === 'ready')
  ready.forEach(forget)
  put(
    tray,
    filesIn(tray).filter((one) => one.status !== 'ready'),
  )
  return ready.flatMap(({ sent }) => sent ?? [])
}

function forget(picked: Picked): void {
  if (picked.status === 'uploading') picked.cancel()
  if (picked.preview) URL.revokeObjectURL(picked.preview)
}
