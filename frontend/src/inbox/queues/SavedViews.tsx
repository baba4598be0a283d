import { ActionIcon } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { SavedView } from '../api/types'
import { askFirst } from '../shell/askFirst'
import { showProblem } from '../shell/showProblem'
import { chooseSaved, chooseView, loadSaved } from '../state/session'
import { useInbox } from '../state/store'

const MANY = 100

/** The lists that the agent made for themselves, with their counts. */
export function SavedViews() {
  const { t } = useTranslation()
  const saved = useInbox((state) => state.saved)
  const shown = useInbox((state) => state.savedId)
  if (!saved.length) return null
  const remove = async (one: SavedView) => {
    try {
      await api.deleteView(one.id)
      await loadSaved()
      if (shown === one.id) chooseView('waiting')
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      showProblem({ ok: false, code, problem: failure.message }, t)
    }
  }
  const ask = (one: SavedView) =>
    askFirst(
      {
        title: t('saved.deleteTitle', { name: one.name }),
        text: t('saved.deleteText'),
        label: t('saved.delete'),
        run: () => void remove(one),
      },
      t,
    )
  return (
    <section className="ib-saved-views" aria-labelledby="ib-saved-title">
      <h2 id="ib-saved-title">{t('saved.title')}</h2>
      <ul className="ib-views">
        {saved.map((one) => (
          <li key={one.id} className="ib-saved">
            <button
              type="button"
              className="ib-view"
              aria-current={shown === one.id ? 'true' : undefined}
              onClick={() => chooseSaved(one)}
            >
              <IconBookmark size={18} stroke={1.75} aria-hidden />
              <span className="ib-view-name">{one.name}</span>
              {one.count > 0 && (
                <span className="ib-count">
                  <span aria-hidden>{one.count >= MANY ? '99+' : one.count}</span>
                  <span className="fb-visually-hidden">
                    {t('views.count', { count: one.count })}
                  </span>
                </span>
              )}
            </button>
            {shown === one.id && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={t('saved.deleteThis', { name: one.name })}
                onClick={() => ask(one)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
