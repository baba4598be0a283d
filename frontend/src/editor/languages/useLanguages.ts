import type { Locale } from '../../shared/flow'
import { useDocument } from '../EditorContext'
import { languagesOf } from './rows'

/** The main language of the flow, then its further ones. */
export function useLanguages(): [Locale, ...Locale[]] {
  return useDocument(({ document }) => languagesOf(document).join(' ')).split(' ') as [
    Locale,
    ...Locale[],
  ]
}
