import { ActionIcon, Alert, Button, Tabs, Tooltip } from '@mantine/core'
import { IconRefresh, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useScreen } from '../EditorContext'
import { errorWords } from '../errorWords'
import { LanguageSwitch } from '../languages/LanguageSwitch'
import { PanelHeader } from '../inspector/PanelHeader'
import { ProblemItem } from '../problems/ProblemItem'
import { Chat } from './Chat'
import { Pretending } from './Pretending'
import { Trace } from './Trace'
import { useTry } from './useTry'
import { Values } from './Values'
import styles from './try.module.css'

/** Try it: the flow as it is drawn now, run by the same engine as live. */
export function TryPanel() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const { goTo } = useCanvasActions()
  const { talk, start, go, pretend } = useTry()
  const errors = talk.problems.filter((problem) => problem.level === 'error')
  const isRefused =
    talk.latest === null ? errors.length > 0 : talk.latest.session === null && errors.length > 0
  return (
    <aside className={styles.panel} aria-label={t('try.label')} data-testid="try-panel">
      <PanelHeader
        title={t('try.label')}
        tools={
          <>
            <LanguageSwitch />
            <Pretending onChange={pretend} />
            <Tooltip label={t('try.restart')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={t('try.restart')}
                data-testid="try-restart"
                onClick={start}
              >
                <IconRefresh size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t('close')}
              onClick={() => show({ side: 'inspector' })}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </>
        }
      />
      {isRefused ? (
        <div className={styles.refused} data-testid="try-refused">
          <p>{t('try.refused', { count: errors.length })}</p>
          {errors.map((problem, index) => (
            <ProblemItem key={`${index}${problem.code}`} problem={problem} onGoTo={goTo} />
          ))}
          <Button variant="default" onClick={start}>
            {t('try.again')}
          </Button>
        </div>
      ) : (
        <Tabs defaultValue="talk" className={styles.tabs} keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="talk">{t('try.talk')}</Tabs.Tab>
            <Tabs.Tab value="trace">{t('try.trace')}</Tabs.Tab>
            <Tabs.Tab value="values">{t('try.values')}</Tabs.Tab>
          </Tabs.List>
          {talk.error !== null && (
            <Alert color="red" className={styles.error} role="alert">
              {errorWords(talk.error, t)}
            </Alert>
          )}
          <Tabs.Panel value="talk" className={styles.tab}>
            <Chat talk={talk} onEvent={go} onRestart={start} />
          </Tabs.Panel>
          <Tabs.Panel value="trace" className={styles.tab}>
            <Trace steps={talk.trace} onGoTo={goTo} />
          </Tabs.Panel>
          <Tabs.Panel value="values" className={styles.tab}>
            <Values variables={talk.latest?.variables ?? {}} />
          </Tabs.Panel>
        </Tabs>
      )}
    </aside>
  )
}
