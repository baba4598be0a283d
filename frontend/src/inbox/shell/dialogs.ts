import { create } from 'zustand'

export type DialogName = 'search' | 'tags' | 'snooze' | 'filter' | 'transferMany' | null

interface Dialogs {
  shown: DialogName
  /** Whether it is about the chosen rows rather than the open conversation. */
  many: boolean
}

/** Which of the inbox's dialogs is open; one at a time, from a key, a button or a menu. */
export const useDialogs = create<Dialogs>()(() => ({ shown: null, many: false }))

export const showDialog = (shown: DialogName, many = false) => useDialogs.setState({ shown, many })

export const closeDialog = () => useDialogs.setState({ shown: null })
