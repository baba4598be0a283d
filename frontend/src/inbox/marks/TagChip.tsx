import type { Tag } from '../api/types'

/** A tag: its name with a dot of its colour. */
export function TagChip({ tag }: { tag: Tag }) {
  return (
    <span className="ib-tag" data-color={tag.color} title={tag.name}>
      <span className="ib-tag-dot" aria-hidden />
      <span className="ib-tag-name">{tag.name}</span>
    </span>
  )
}

/** The first tags, and how many more there are. */
export function TagChips({ tags, most = 3 }: { tags: Tag[]; most?: number }) {
  const hidden = tags.slice(most)
  return (
    <>
      {tags.slice(0, most).map((tag) => (
        <TagChip key={tag.id} tag={tag} />
      ))}
      {hidden.length > 0 && (
        <span className="ib-mark" title={hidden.map((tag) => tag.name).join(', ')}>
          +{hidden.length}
        </span>
      )}
    </>
  )
}
