export type Act = 'take' | 'transfer' | 'handBack' | 'close'

/**
 * How a key pressed anywhere reaches what can be done with the open conversation. It does what the
 * button does, and asks what the button asks; what has no button now has no key either.
 */
export const actionBus = {
  listener: null as Partial<Record<Act, () => void>> | null,
  act(what: Act): void {
    this.listener?.[what]?.()
  },
}
