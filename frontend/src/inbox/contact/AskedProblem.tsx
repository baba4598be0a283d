import { useTranslation } from 'react-i18next'
import { ApiError } from '../../shared/api/client'

/** Why the model gave nothing, in a sentence. */
export function AskedProblem({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (!error) return null
  const said = error instanceof ApiError && error.message
  return (
    <p className="ib-problem" role="alert">
      {said || t('actions.unknown')}
    </p>
  )
}
