import { ActionIcon, Alert, Button, Group, Tabs, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconRefresh, IconX } from '@tabler/icons-react'
import { useEffect, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { useLight } from '../canvas/light'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDocument, useEditor, useScreen, useShownLanguage } from '../EditorContext'
import { errorWords } from '../errorWords'
import { LanguageSwitch } from '../languages/LanguageSwitch'
import { PanelHeader } from '../inspector/PanelHeader'
import { ProblemItem } from '../problems/ProblemItem'
import { titleOf } from '../state/ports'
import { SavedTalks } from '../talks/SavedTalks'
import { Chat } from './Chat'
import { Pretending } from './Pretending'
import { SaveTalk } from './SaveTalk'
import { StartHere } from './StartHere'
import { Trace } from './Trace'
import { runsAlike, traceOf } from './trial'
import { latestOf, type TryTab } from './trialStore'
import styles from './try.module.css'
import { useTrial } from './useTrial'
import { Values } from './Values'

/** Try it: the flow as it is drawn now, run by the same engine as live. */
export function TryPanel() {
  const { t } = useTranslation()
  const { trial } = useEditor()
  const { show } = useScreen()
  const steps = useTrial((state) => state.steps)
  const preparing = useTrial((state) => state.preparing)
  const problems = useTrial((state) => state.problems)
  const tab = useTrial((state) => state.tab)
  const errors = problems.filter((problem) => problem.level === 'error')
  const isRefused = steps.length === 0 && errors.length > 0 && tab !== 'saved'
  const { start, back } = trial.getState()
  useFollowing()

  const language = useShownLanguage()
  useEffect(() => {
    trial.getState().speak(language)
    const state = trial.getState()
    const isFresh = state.steps.length === 0 && !state.isBusy && !state.preparing
    if (isFresh && state.tab !== 'saved') state.start()
  }, [trial, language])

  return (
    <aside className={styles.panel} aria-label={t('try.label')} data-testid="try-panel">
      <PanelHeader
        title={t('try.label')}
        tools={
          <>
            <LanguageSwitch />
            <SaveTalk />
            <Tool name={t('try.back')} testId="try-back" isOff={steps.length < 2} onClick={back}>
              <IconArrowBackUp size={18} aria-hidden />
            </Tool>
            <Tool name={t('try.restart')} testId="try-restart" onClick={start}>
              <IconRefresh size={18} aria-hidden />
            </Tool>
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
      <Pretending />
      {preparing ? (
        <StartHere key={preparing} node={preparing} />
      ) : isRefused ? (
        <Refused errors={errors} onAgain={start} />
      ) : (
        <Tabs
          value={tab}
          onChange={(next) => trial.getState().show((next ?? 'talk') as TryTab)}
          className={styles.tabs}
          keepMounted={false}
        >
          <Tabs.List grow>
            <Tabs.Tab value="talk">{t('try.talk')}</Tabs.Tab>
            <Tabs.Tab value="trace">{t('try.trace')}</Tabs.Tab>
            <Tabs.Tab value="values">{t('try.values')}</Tabs.Tab>
            <Tabs.Tab value="saved" data-testid="tab-saved">
              {t('talks.tab')}
            </Tabs.Tab>
          </Tabs.List>
          {tab !== 'saved' && <Notices />}
          <Tabs.Panel value="talk" className={styles.tab}>
            <Chat />
          </Tabs.Panel>
          <Tabs.Panel value="trace" className={styles.tab}>
            <Steps />
          </Tabs.Panel>
          <Tabs.Panel value="values" className={styles.tab}>
            <Values />
          </Tabs.Panel>
          <Tabs.Panel value="saved" className={styles.tab}>
            <SavedTalks />
          </Tabs.Panel>
        </Tabs>
      )}
    </aside>
  )
}

/** The canvas follows: the step where the trial stands is lit and brought into view. */
function useFollowing() {
  const { reveal } = useCanvasActions()
  const latest = useTrial(latestOf)
  useEffect(() => {
    if (latest?.activeNode) reveal(latest.activeNode)
    useLight.setState({
      active: latest?.activeNode ?? null,
      walked: new Set(latest?.trace.map((step) => step.node)),
    })
  }, [latest, reveal])
  useEffect(() => () => useLight.setState({ active: null, walked: new Set() }), [])
}

interface ToolGiven {
  name: string
  testId: string
  isOff?: boolean
  onClick: () => void
  children: ReactNode
}

function Tool({ name, testId, isOff = false, onClick, children }: ToolGiven) {
  return (
    <Tooltip label={name}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={name}
        data-testid={testId}
        disabled={isOff}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function Steps() {
  const { goTo } = useCanvasActions()
  const steps = useTrial((state) => state.steps)
  const trace = useMemo(() => traceOf(steps), [steps])
  return <Trace steps={trace} onGoTo={goTo} />
}

function Refused({
  errors,
  onAgain,
}: {
  errors: Parameters<typeof ProblemItem>[0]['problem'][]
  onAgain: () => void
}) {
  const { t } = useTranslation()
  const { goTo } = useCanvasActions()
  return (
    <div className={styles.refused} data-testid="try-refused">
      <p>{t('try.refused', { count: errors.length })}</p>
      {errors.map((problem, index) => (
        <ProblemItem key={`${index}${problem.code}`} problem={problem} onGoTo={goTo} />
      ))}
      <Button variant="default" onClick={onAgain}>
        {t('try.again')}
      </Button>
    </div>
  )
}

/** What the author should know of this trial: where it began, that the draft moved on, a problem. */
function Notices() {
  const { t } = useTranslation()
  const { catalogue, trial } = useEditor()
  const error = useTrial((state) => state.error)
  const notice = useTrial((state) => state.notice)
  const isBusy = useTrial((state) => state.isBusy)
  const from = useTrial((state) => state.from)
  const ran = useTrial((state) => state.steps.at(-1)?.document)
  const document = useDocument((state) => state.document)
  const first = from && document.nodes.find(({ id }) => id === from.node)
  const { again, startOver } = trial.getState()
  return (
    <>
      {from && (
        <div className={styles.began} data-testid="try-began">
          <span>
            {t('try.began', {
              title: first ? titleOf(first, catalogue.get(first.type)) : from.node,
            })}
          </span>
          <Button size="compact-xs" variant="subtle" onClick={startOver}>
            {t('try.fromStart')}
          </Button>
        </div>
      )}
      {ran && !runsAlike(ran, document) && (
        <Alert className={styles.error} data-testid="try-changed">
          <p className={styles.noticeText}>{t('try.changed')}</p>
          <Group gap={6}>
            <Button size="compact-sm" loading={isBusy} data-testid="try-again" onClick={again}>
              {t('try.goOn')}
            </Button>
            <Button size="compact-sm" variant="default" disabled={isBusy} onClick={startOver}>
              {t('try.restart')}
            </Button>
          </Group>
        </Alert>
      )}
      {notice && (
        <Alert color="yellow" className={styles.error} role="status" data-testid="try-notice">
          {t(`try.${notice}`)}
        </Alert>
      )}
      {error !== null && (
        <Alert color="red" className={styles.error} role="alert">
          {errorWords(error, t)}
        </Alert>
      )}
    </>
  )
}
