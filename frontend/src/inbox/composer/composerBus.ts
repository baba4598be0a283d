type Wish = 'reply' | 'note' | 'canned'

/** How a key pressed anywhere reaches the composer that is on the screen. */
export const composerBus = {
  listener: null as ((wish: Wish) => void) | null,
  focus(wish: Wish): void {
    this.listener?.(wish)
  },
}
export type { Wish }
