import { useSingleKeys } from './singleKeys'

/** Names the key of a button, in its tooltip and to assistive technology, while keys are listened to. */
export function useKeyHint(): (key: string, words: string) => { title: string } {
  const on = useSingleKeys((state) => state.on)
  return (key, words) =>
    on ? { title: `${words} (${key})`, 'aria-keyshortcuts': key } : { title: words }
}
