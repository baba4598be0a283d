/** Leaving with unsaved work asks first; hiding the page saves at once. What is being typed is work. */
import { useEffect } from 'react'

import { useEditor } from './EditorContext'

export function useUnsavedWarning(): void {
  const { documents, saving } = useEditor()
  useEffect(() => {
    const isUnsaved = () => {
      documents.typing.getState().settle()
      return !['saved', 'readonly'].includes(saving.store.getState().status)
    }
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
  }, [documents, saving])
}
