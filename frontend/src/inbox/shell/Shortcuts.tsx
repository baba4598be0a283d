import { Kbd, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { switchSingleKeys, useSingleKeys } from './singleKeys'

const KEYS = [
  ['Ctrl+K', 'search'],
  ['j', 'next'],
  ['k', 'previous'],
  ['r', 'reply'],
  ['n', 'note'],
  ['/', 'canned'],
  ['a', 'take'],
  ['f', 'transfer'],
  ['b', 'handBack'],
  ['e', 'close'],
  ['t', 'tags'],
  ['s', 'snooze'],
  ['x', 'pick'],
  ['Shift+X', 'pickTo'],
  ['Esc', 'escape'],
  ['?', 'help'],
] as const

/** The list of keys, and whether those of one letter are listened to. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const on = useSingleKeys((state) => state.on)
  return (
    <Dialog opened={opened} onClose={onClose} title={t('shell.shortcuts')} size="sm">
      <dl className="ib-keys fb-begins" tabIndex={-1} data-autofocus>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="lg"
        checked={on}
        label={t('keys.single')}
        description={t('keys.singleHelp')}
        onChange={(event) => switchSingleKeys(event.currentTarget.checked)}
      />
    </Dialog>
  )
}
