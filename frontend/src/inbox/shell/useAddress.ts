import { useEffect } from 'react'
import { idInAddress } from './address'

/** Keeps the address and the open conversation the same, so that Back works and links can be sent. */
export function useAddress(selected: string | null, open: (id: string | null) => void): void {
  useEffect(() => {
    if (idInAddress() === selected) return
    const address = selected ? `/inbox/c/${selected}` : '/inbox/'
    window.history.pushState(null, '', address)
  }, [selected])
  useEffect(() => {
    const onBack = () => open(idInAddress())
    window.addEventListener('popstate', onBack)
    return () => window.removeEventListener('popstate', onBack)
  }, [open])
}
