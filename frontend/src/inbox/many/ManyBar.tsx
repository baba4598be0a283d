import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconFlame,
  IconHandStop,
  IconMoonStars,
  IconTag,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askFirst } from '../shell/askFirst'
import { showDialog } from '../shell/dialogs'
import { doToChosen, pickAll, pickNone, type What } from '../state/many'
import { useInbox } from '../state/store'
import { showTally } from './showTally'

/** What can be done to the chosen conversations, under their list. */
export function ManyBar() {
  const { t } = useTranslation()
  const rows = useInbox((state) => state.rows)
  const chosen = useInbox((state) => state.chosen)
  const [busy, setBusy] = useState(false)
  const count = rows.filter((row) => chosen.includes(row.id)).length
  const choosing = useInbox((state) => state.choosing)
  const words = count ? t('many.chosen', { count }) : t('many.pickSome')
  if (!count && !choosing) return null
  const run = async (what: What) => {
    setBusy(true)
    showTally(await doToChosen(what), t)
    setBusy(false)
  }
  const confirm = (title: string, text: string, label: string, what: What) =>
    askFirst({ title, text, label, run: () => void run(what) }, t)
  return (
    <div className="ib-many" role="toolbar" aria-label={words}>
      <span className="ib-many-count" role="status">
        {words}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t('many.none')}
        title={t('many.none')}
        onClick={pickNone}
      >
        <IconX size={18} />
      </ActionIcon>
      <div className="ib-many-acts">
        {count < rows.length && (
          <Button variant="default" size="compact-md" disabled={busy} onClick={pickAll}>
            {t('many.all')}
          </Button>
        )}
        <Button
          variant="default"
          size="compact-md"
          disabled={busy || !count}
          leftSection={<IconTag size={16} aria-hidden />}
          onClick={() => showDialog('tags', true)}
        >
          {t('many.tag')}
        </Button>
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon
              variant="default"
              size={36}
              loading={busy}
              disabled={!count}
              aria-label={t('actions.more')}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconHandStop size={16} aria-hidden />}
              onClick={() =>
                confirm(t('many.takeTitle', { count }), t('many.takeText'), t('actions.takeOver'), {
                  action: 'take',
                })
              }
            >
              {t('actions.takeOver')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowForwardUp size={16} aria-hidden />}
              onClick={() => showDialog('transferMany', true)}
            >
              {t('actions.transfer')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFlame size={16} aria-hidden />}
              onClick={() => void run({ action: 'priority', priority: 'high' })}
            >
              {t('urgency.raise')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconMoonStars size={16} aria-hidden />}
              onClick={() => showDialog('snooze', true)}
            >
              {t('snooze.send')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCheck size={16} aria-hidden />}
              onClick={() =>
                confirm(
                  t('many.closeTitle', { count }),
                  t('actions.closeText'),
                  t('actions.close'),
                  {
                    action: 'close',
                  },
                )
              }
            >
              {t('actions.close')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  )
}
