/** Whether the list gives way to the conversation that is open. */
export const isOneColumn = (): boolean => window.matchMedia('(max-width: 859px)').matches

/** Whether a field that is given the focus would open a keyboard over half of the screen. */
export const isHandheld = (): boolean =>
  isOneColumn() || window.matchMedia('(pointer: coarse)').matches
