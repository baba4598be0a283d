export type Kind = 'reply' | 'note'
export type Texts = Record<Kind, string>

export const NOTHING: Texts = { reply: '', note: '' }

/** What was begun in each conversation, kept while the page is open. */
export const begun = new Map<string, Texts>()
