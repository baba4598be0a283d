import { create } from 'zustand'

export type Kind = 'reply' | 'note'
export type Texts = Record<Kind, string>

export const NOTHING: Texts = { reply: '', note: '' }

/** What was begun in each conversation, kept while the page is open. */
export const useBegun = create<Record<string, Texts>>()(() => ({}))

export const begunIn = (conversation: string): Texts => useBegun.getState()[conversation] ?? NOTHING

export function keepBegun(conversation: string, texts: Texts): void {
  const { [conversation]: before, ...others } = useBegun.getState()
  if (texts.reply || texts.note) useBegun.setState({ [conversation]: texts })
  else if (before) useBegun.setState(others, true)
}
