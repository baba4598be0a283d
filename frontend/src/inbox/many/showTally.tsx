import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'
import { Begins } from '../../shared/Dialog'
import type { Tally } from '../state/many'

/** Says how many were done, and of each of the others why not. */
export function showTally({ done, failures }: Tally, t: TFunction): void {
  if (!failures.length) {
    notifications.show({ message: t('many.done', { count: done }), withBorder: true })
    return
  }
  modals.open({
    title: t('many.failed', { count: failures.length }),
    children: (
      <Begins>
        <div className="ib-tally">
          {done > 0 && <p>{t('many.done', { count: done })}</p>}
          <ul>
            {failures.map((one) => (
              <li key={one.id}>
                <b>{one.name}</b> <span>{one.problem || t('actions.offline')}</span>
              </li>
            ))}
          </ul>
          <p className="ib-dialog-text">{t('many.stay')}</p>
        </div>
      </Begins>
    ),
  })
}
