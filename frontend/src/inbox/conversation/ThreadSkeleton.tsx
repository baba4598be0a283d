import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'

/** Grey messages, only when loading takes long enough to be noticed. */
export function ThreadSkeleton() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), 300)
    return () => window.clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="ib-thread-skeleton" aria-hidden>
      <Skeleton height={44} width="52%" radius="lg" />
      <Skeleton height={64} width="60%" radius="lg" ml="auto" />
      <Skeleton height={44} width="40%" radius="lg" />
    </div>
  )
}
