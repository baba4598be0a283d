/** Does dragging over the bare canvas select an area, rather than move the view? For touch screens. */
import { create } from 'zustand'

export const useSelectingArea = create<{ isOn: boolean }>()(() => ({ isOn: false }))
