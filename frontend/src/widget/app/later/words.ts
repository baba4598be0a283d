import { catalogueIn, type WordsOf } from '../words'
import en from './locales/en.json'
import pl from './locales/pl.json'

export type LaterWords = WordsOf<keyof typeof en & keyof typeof pl>

/** The words of this part alone, in the language of the chat's own. */
export const laterWords = (language: string): LaterWords => catalogueIn({ en, pl }, language)
