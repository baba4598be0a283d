/** Files the visitor has picked and not sent yet: each goes up by itself, and can be taken back. */
import type { Words } from './words'

export interface Picked {
  key: string
  name: string
  size: number
  status: 'uploading' | 'ready' | 'failed'
  /** From 0 to 1. */
  progress: number
  problem: string
  /** Would trying again be of use? */
  again: boolean
  /** The server's name for it, once it is there. */
  id: string
  /** An address of the picture within this page, or empty. */
  preview: string
}

export type Answer = { ok: true; id: string } | { ok: false; message: string; again: boolean }

export interface Upload {
  done: Promise<Answer>
  cancel: () => void
}

/** What a tray needs from outside, so that a test can be the network. */
export interface Surroundings {
  upload: (file: File, onProgress: (share: number) => void) => Upload
  newId: () => string
  preview: (file: File) => string
  forget: (preview: string) => void
  changed: () => void
}

/** As many as one message may carry. */
export const MOST = 5

export class Tray {
  private entries: (Picked & { file: File; cancel: () => void })[] = []
  /** What could not be taken at all, in words. */
  problem = ''

  constructor(
    private readonly around: Surroundings,
    private readonly words: Words,
    private readonly limit: number,
  ) {}

  get files(): readonly Picked[] {
    return this.entries
  }

  get isBusy(): boolean {
    return this.entries.some((e) => e.status === 'uploading')
  }

  get isReady(): boolean {
    return !this.isBusy && this.entries.some((e) => e.status === 'ready')
  }

  /** Takes files and sends each on its way. */
  add(files: readonly File[], most = MOST): void {
    const room = Math.max(0, most - this.entries.length)
    this.problem = files.length > room ? this.words('too_many', { count: most }) : ''
    for (const file of files.slice(0, room)) {
      const entry = {
        key: this.around.newId(),
        name: file.name,
        size: file.size,
        status: 'uploading' as const,
        progress: 0,
        problem: '',
        again: false,
        id: '',
        preview: file.type.startsWith('image/') ? this.around.preview(file) : '',
        file,
        cancel: () => {},
      }
      this.entries = [...this.entries, entry]
      const refused = this.refusal(file)
      if (refused) this.change(entry.key, { status: 'failed', problem: refused })
      else this.start(entry.key, file)
    }
    this.around.changed()
  }

  retry(key: string): void {
    const entry = this.entries.find((e) => e.key === key)
    if (entry?.status === 'failed' && entry.again) this.start(key, entry.file)
  }

  remove(key: string): void {
    const entry = this.entries.find((e) => e.key === key)
    if (!entry) return
    entry.cancel()
    this.drop([entry])
  }

  /** Gives what is ready to be sent, and keeps what failed in sight. */
  take(): { id: string; name: string }[] {
    const ready = this.entries.filter((e) => e.status === 'ready')
    this.drop(ready)
    return ready.map(({ id, name }) => ({ id, name }))
  }

  clear(): void {
    for (const entry of this.entries) entry.cancel()
    this.problem = ''
    this.drop(this.entries)
  }

  private start(key: string, file: File): void {
    this.change(key, { status: 'uploading', progress: 0, problem: '' })
    const { done, cancel } = this.around.upload(file, (progress) => this.change(key, { progress }))
    this.change(key, { cancel })
    void done.then((answer) => {
      if (answer.ok) this.change(key, { status: 'ready', progress: 1, id: answer.id })
      else this.change(key, { status: 'failed', problem: answer.message, again: answer.again })
    })
  }

  private refusal(file: File): string {
    if (file.size === 0) return this.words('file_empty')
    const tooLarge = this.limit > 0 && file.size > this.limit
    return tooLarge ? this.words('file_too_large', { limit: sizeOf(this.limit, this.words) }) : ''
  }

  private change(key: string, change: Partial<Picked & { cancel: () => void }>): void {
    this.entries = this.entries.map((e) => (e.key === key ? { ...e, ...change } : e))
    this.around.changed()
  }

  private drop(gone: readonly Picked[]): void {
    for (const { preview } of gone) if (preview) this.around.forget(preview)
    this.entries = this.entries.filter((e) => !gone.some(({ key }) => key === e.key))
    this.around.changed()
  }
}

/** A size as people read it: 320 KB, 1.4 MB. */
export function sizeOf(bytes: number, words: Words): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB']
  const shown = value < 10 && unit === 'MB' ? Math.round(value * 10) / 10 : Math.ceil(value)
  return `${shown.toLocaleString(words.language)} ${unit}`
}
