import type { TFunction } from 'i18next'

/** What a channel is called; one that we do not know by its own name. */
export function channelName(channel: string, t: TFunction): string {
  return channel === 'web' || channel === 'email' ? t(`mail.channel.${channel}`) : channel
}
