/** What is being written on the canvas itself: the text or the title of one card, note or frame. */
import { create } from 'zustand'

export type InlinePart = 'text' | 'title'

interface Inline {
  id: string | null
  part: InlinePart
}

export const useInline = create<Inline>()(() => ({ id: null, part: 'text' }))

export function writeOn(id: string, part: InlinePart): void {
  useInline.setState({ id, part })
}

export function stopWriting(): void {
  useInline.setState({ id: null })
}

/** Is this part of this card being written? */
export function useIsWritten(id: string, part: InlinePart): boolean {
  return useInline((inline) => inline.id === id && inline.part === part)
}
