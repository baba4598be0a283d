import { Button, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { flowBudget, saveFlowBudget } from '../../shared/api/flows'
import type { FlowBudget as Budget } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { errorWords } from '../errorWords'
import styles from './inspector.module.css'

/** As many tokens as the server takes. */
const MOST = 10 ** 15

const budgetOf = (flowId: string) => ['flow-budget', flowId]
/** What was typed and not saved yet outlives the panel. */
const typedFor = (flowId: string) => ['flow-budget-typed', flowId]

/** What the model may spend in a month in this flow, and what it spent: not a part of the draft. */
export function FlowBudget() {
  const { flowId } = useEditor()
  const { data } = useQuery({
    queryKey: budgetOf(flowId),
    queryFn: ({ signal }) => flowBudget(flowId, signal),
    refetchOnMount: 'always',
    refetchOnWindowFocus: true,
  })
  if (!data?.isOfUse) return null
  return <BudgetForm key={String(data.perMonth)} budget={data} />
}

interface Typed {
  limit: number | null
}

function BudgetForm({ budget }: { budget: Budget }) {
  const { t } = useTranslation()
  const { flowId, language, mayPublish } = useEditor()
  const queries = useQueryClient()
  const [limit, setLimit] = useState(() => {
    const typed = queries.getQueryData<Typed>(typedFor(flowId))
    return typed ? typed.limit : budget.perMonth
  })
  const type = (next: number | null) => {
    setLimit(next)
    queries.setQueryData<Typed>(typedFor(flowId), { limit: next })
  }
  const save = useMutation({
    mutationFn: () => saveFlowBudget(flowId, limit),
    onSuccess: (saved) => {
      queries.removeQueries({ queryKey: typedFor(flowId) })
      queries.setQueryData(budgetOf(flowId), saved)
    },
  })
  return (
    <form
      className={styles.budget}
      data-testid="flow-budget"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <NumberInput
        label={t('settings.budget')}
        description={t('settings.budgetHelp')}
        placeholder={t('settings.budgetNone')}
        value={limit ?? ''}
        onChange={(next) => type(typeof next === 'number' ? next : null)}
        min={0}
        max={MOST}
        step={10_000}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator={language === 'pl' ? '\u00a0' : ','}
        disabled={!mayPublish}
        error={save.isError ? errorWords(save.error, t) : undefined}
      />
      {limit !== budget.perMonth && (
        <Button type="submit" variant="default" loading={save.isPending} data-testid="save-budget">
          {t('settings.budgetSave')}
        </Button>
      )}
      <p className={styles.note} role="status">
        {t('settings.budgetUsed')}
        <br />
        {budget.share !== null && (
          <meter
            className={styles.meter}
            max={100}
            low={79}
            high={99}
            optimum={0}
            value={budget.share}
            aria-label={t('settings.budgetUsed')}
          />
        )}
        <span data-testid="budget-meter">{budget.meter}</span>
        {budget.warning && (
          <strong data-over={budget.isOver || undefined} data-testid="budget-warning">
            {budget.warning}
          </strong>
        )}
      </p>
    </form>
  )
}
