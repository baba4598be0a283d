/** Whether a field that is given the focus would open a keyboard over half of the screen. */
export const isHandheld = (): boolean =>
  window.matchMedia('(max-width: 859px)').matches || window.matchMedia('(pointer: coarse)').matches
