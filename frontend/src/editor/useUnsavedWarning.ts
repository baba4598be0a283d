/** Leaving with unsaved work asks first; hiding the page saves at once. */
import { useEffect } from 'react'

import { useEditor } from './EditorContext'

export function useUnsavedWarning(): void {
  const { saving } = useEditor()
  useEffect(() => {
    const isUnsaved = () => !['saved', 'readonly'].includes(saving.store.getState().status)
    const onLeave = (event: BeforeUnloadEvent) => {
      if (isUnsaved()) event.preventDefault()
    }
    const onHide = () => {
      if (document.visibilityState === 'hidden' && isUnsaved())
        saving.flush().catch(() => undefined)
    }
    window.addEventListener('beforeunload', onLeave)
    document.addEventListener('visibilitychange', onHide)
    return () => {
      window.removeEventListener('beforeunload', onLeave)
      document.removeEventListener('visibilitychange', onHide)
    }
  }, [saving])
}
