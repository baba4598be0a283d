import { ActionIcon, Button, Input, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Schema } from '../../../shared/flow'
import type { Recipe } from '../../state/documentStore'
import { Field } from '../Field'
import { shownFields, slugOf } from '../fieldWords'
import styles from '../inspector.module.css'
import { initialValue, resolved } from '../schema'
import { errorOf, type ControlProps } from './control'

/** A list as rows that can be added, moved and taken away; each row has the item's fields. */
export function ListControl(props: ControlProps) {
  const { id, path, schema, root, value, onChange, label, description, problems, isDisabled } =
    props
  const { t } = useTranslation()
  const items: unknown[] = Array.isArray(value) ? value : []
  const item = resolved(schema.items ?? {}, root)
  const slugKey = slugKeyOf(item, root)
  const isFull = schema.maxItems !== undefined && items.length >= schema.maxItems
  const isLeast = items.length <= (schema.minItems ?? 0)
  const put = (index: number, next: unknown, also?: Recipe) =>
    onChange(items.with(index, next), also)
  const swap = (one: number, other: number) =>
    onChange(items.with(one, items[other]).with(other, items[one]))

  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description}
      error={errorOf(problems, path)}
      labelElement="div"
    >
      <ol className={styles.rows} aria-label={label}>
        {items.map((each, index) => (
          <li key={index} className={styles.row} data-testid={`row-${path}-${index}`}>
            <div className={styles.rowFields}>
              <Item
                {...props}
                id={`${id}-${index}`}
                path={`${path}.${index}`}
                schema={item}
                value={each}
                label={t('form.item', { number: index + 1 })}
                taken={takenBy(items.toSpliced(index, 1), slugKey)}
                slugKey={slugKey}
                onChange={(next, also) => put(index, next, also)}
              />
            </div>
            {!isDisabled && (
              <div className={styles.rowTools}>
                <Tool
                  label={t('form.remove', { number: index + 1 })}
                  isOff={isLeast}
                  onClick={() => onChange(items.toSpliced(index, 1))}
                >
                  <IconX size={14} aria-hidden />
                </Tool>
                {items.length > 1 && (
                  <>
                    <Tool
                      label={t('form.up', { number: index + 1 })}
                      isOff={index === 0}
                      onClick={() => swap(index, index - 1)}
                    >
                      <IconArrowUp size={14} aria-hidden />
                    </Tool>
                    <Tool
                      label={t('form.down', { number: index + 1 })}
                      isOff={index === items.length - 1}
                      onClick={() => swap(index, index + 1)}
                    >
                      <IconArrowDown size={14} aria-hidden />
                    </Tool>
                  </>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
      {!isDisabled && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={isFull}
          data-testid={`add-${path}`}
          onClick={() => onChange([...items, freshItem(item, root, slugKey, items)])}
        >
          {isFull ? t('form.full', { count: schema.maxItems }) : t('form.add')}
        </Button>
      )}
    </Input.Wrapper>
  )
}

function Tool({
  label,
  isOff,
  onClick,
  children,
}: {
  label: string
  isOff: boolean
  onClick: () => void
  children: React.ReactNode
}) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={label}
        disabled={isOff}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

interface ItemProps extends ControlProps {
  slugKey: string | undefined
  /** Short names of the other items. */
  taken: ReadonlySet<string>
}

function Item({ slugKey, taken, ...props }: ItemProps) {
  const { id, path, schema, root, value, onChange, problems, isDisabled, label } = props
  if (!schema.properties) {
    return (
      <Field
        id={id}
        path={path}
        schema={schema}
        root={root}
        value={value}
        label={label}
        isLabelHidden
        problems={problems}
        isDisabled={isDisabled}
        isRequired={false}
        siblings={{}}
        onChange={onChange}
      />
    )
  }
  const item = value && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  const fields = shownFields(schema, root, item)
  // The words come first and the short name that is made from them last.
  const ordered = slugKey
    ? [...fields.filter(([key]) => key !== slugKey), ...fields.filter(([key]) => key === slugKey)]
    : fields
  const wordsKey = ordered.find(
    ([key, field]) => key !== slugKey && resolved(field, root).type === 'string',
  )?.[0]

  const change = (key: string, next: unknown, also?: Recipe) => {
    const changed: Record<string, unknown> = { ...item, [key]: next }
    if (slugKey && key === wordsKey && followsWords(item[slugKey], item[key])) {
      const slug = slugOf(String(next))
      if (slug) changed[slugKey] = unlike(taken, slug)
    }
    onChange(changed, also)
  }
  return ordered.map(([key, field]) => (
    <Field
      key={key}
      id={`${id}-${key}`}
      path={`${path}.${key}`}
      schema={field}
      root={root}
      value={item[key]}
      isCompact={key === slugKey}
      isHelpHidden
      problems={problems}
      isDisabled={isDisabled}
      isRequired={schema.required?.includes(key) ?? false}
      siblings={item}
      onChange={(next, also) => change(key, next, also)}
    />
  ))
}

function slugKeyOf(schema: Schema, root: Schema): string | undefined {
  const fields = Object.entries(schema.properties ?? {})
  return fields.find(([, field]) => resolved(field, root)['x-control'] === 'slug')?.[0]
}

function takenBy(items: readonly unknown[], key: string | undefined): ReadonlySet<string> {
  if (!key) return new Set()
  return new Set(items.map((item) => String((item as Record<string, unknown> | null)?.[key] ?? '')))
}

/** `slug`, or `slug-2` and so on while another item is called so. */
function unlike(taken: ReadonlySet<string>, slug: string): string {
  let name = slug
  for (let number = 2; taken.has(name); number += 1) name = `${slug}-${number}`
  return name
}

/** A short name follows the words until the author gives it one of its own. */
function followsWords(slug: unknown, words: unknown): boolean {
  if (typeof slug !== 'string' || slug === '' || /^option-\d+$/.test(slug)) return true
  return slug.replace(/-\d+$/, '') === slugOf(String(words ?? '')).replace(/-\d+$/, '')
}

function freshItem(
  schema: Schema,
  root: Schema,
  slugKey: string | undefined,
  items: readonly unknown[],
): unknown {
  const fresh = initialValue(schema, root)
  if (!slugKey || !fresh || typeof fresh !== 'object') return fresh
  return { ...fresh, [slugKey]: unlike(takenBy(items, slugKey), `option-${items.length + 1}`) }
}
