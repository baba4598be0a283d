/** What went wrong with a request, for the person: what happened and what to do now. */
import type { TFunction } from 'i18next'

import { ApiError } from '../shared/api/client'

export function errorWords(problem: unknown, t: TFunction): string {
  if (!(problem instanceof ApiError)) return t('error.unknown')
  if (problem.code === 'timeout') return t('error.timeout')
  if (problem.isOffline) return t('error.offline')
  if (problem.status >= 500) return t('error.server')
  return problem.message || t('error.unknown')
}
