type Wish = 'reply' | 'note' | 'canned'

/** How a key pressed anywhere, or a suggestion, reaches the composer that is on the screen. */
export const composerBus = {
  listener: null as ((wish: Wish, text?: string) => void) | null,
  /** Takes files that were dropped anywhere on the conversation; null when nobody writes. */
  attach: null as ((files: File[]) => void) | null,
  /** Called when something was put into the reply, which may not be on the screen. */
  inserted: null as (() => void) | null,
  focus(wish: Wish): void {
    this.listener?.(wish)
  },
  /** Put `text` into the reply, after what is written there already. Nothing is sent. */
  insert(text: string): void {
    this.listener?.('reply', text)
    this.inserted?.()
  },
}
export type { Wish }
