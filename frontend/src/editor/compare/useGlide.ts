import { useReducedMotion } from '@mantine/hooks'

/** For how long a canvas glides to what it is to show; not at all for who wants no motion. */
export function useGlide(): number {
  return useReducedMotion(undefined, { getInitialValueInEffect: false }) ? 0 : 250
}
