/** Sending the saved draft somewhere: saved first, refused in words, a stale one compared. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { ApiError } from '../../shared/api/client'
import type { Problem } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { errorWords } from '../errorWords'

export function useSending() {
  const { t } = useTranslation()
  const { saving } = useEditor()
  const [isBusy, setIsBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const send = async (request: (revision: number) => Promise<void>) => {
    setIsBusy(true)
    setRefusal('')
    try {
      await saving.flush()
      const { status, revision } = saving.store.getState()
      if (status === 'saved' || status === 'readonly') await request(revision)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_is_stale') saving.failed(error)
      const found = error instanceof ApiError ? error.details['problems'] : null
      if (Array.isArray(found)) saving.store.setState({ problems: found as Problem[] })
      setRefusal(errorWords(error, t))
    } finally {
      setIsBusy(false)
    }
  }
  return { send, isBusy, refusal }
}
