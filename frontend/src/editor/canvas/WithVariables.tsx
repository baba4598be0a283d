import styles from './card.module.css'

const TAG = /\{\{\s*([^{}]+?)\s*\}\}/g

/** A template as people read it: each `{{ variable }}` as a small chip with its name. */
export function WithVariables({ text }: { text: string }) {
  const parts = text.split(TAG)
  return parts.map((part, index) =>
    index % 2 ? (
      <span key={index} className={styles.variable}>
        {part.split('|')[0]?.trim()}
      </span>
    ) : (
      part
    ),
  )
}
