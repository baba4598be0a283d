/** @jsxImportSource preact */
/** The few pictures the chat needs, as strokes. Decorative: their buttons carry the names. */
const PATHS = {
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M4.5 12h1M11.5 12h1M18.5 12h1',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  down: 'M12 5v14M5.5 12.5 12 19l6.5-6.5',
  outside: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  clip: 'm19.5 11.5-7.8 7.8a4.8 4.8 0 0 1-6.8-6.8l8.2-8.2a3.2 3.2 0 0 1 4.5 4.5l-8.1 8.1a1.6 1.6 0 0 1-2.3-2.3l7.4-7.3',
  file: 'M13.5 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V8zM13.5 3v5h5',
  data: 'M3.5 5.5h17v13h-17zM7 15.5a2.5 2.5 0 0 1 5 0M9.5 11.2V11M15 10h2.5M15 14h2.5',
  warning: 'M12 8v5M12 16.5v.5M12 3 2.5 20h19z',
}

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
