/** For how many milliseconds a canvas glides to what it is to show; 0 for who wants no motion. */
export function glide(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250
}
