import type { TFunction } from 'i18next'
import type { Row } from '../api/types'

/** Who passed the conversation on, and what they wrote for whoever takes it. */
export function passedInWords({ by, note }: NonNullable<Row['passed']>, t: TFunction): string {
  return t(note ? 'list.passedWith' : 'list.passed', { name: by, note })
}
