import type { ReactFlowProps } from '@xyflow/react'
import { useLayoutEffect, useRef, useState } from 'react'

import type { CardNode, WireEdge } from '../state/toCanvas'

type Props = ReactFlowProps<CardNode, WireEdge>
type Handlers = { [Name in keyof Props as Name extends `on${string}` ? Name : never]: Props[Name] }

/**
 * The same functions for ever, each doing what it was last given.
 *
 * React Flow tells every card and wire of each handler that is another one than before.
 */
export function useSteadyHandlers(given: Handlers): Handlers {
  const latest = useRef(given)
  useLayoutEffect(() => {
    latest.current = given
  })
  const [steady] = useState(() =>
    Object.fromEntries(
      Object.keys(given).map((name) => [
        name,
        (...args: unknown[]) =>
          (
            latest.current[name as keyof Handlers] as ((...args: unknown[]) => unknown) | undefined
          )?.(...args),
      ]),
    ),
  )
  return steady
}
