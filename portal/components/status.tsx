import { Icon, type IconName } from './icon.tsx';

/** The meaning of a status, which decides on its color. */
export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'neutral';

const usualIcons = {
  good: 'check',
  bad: 'cross',
  warning: 'warning',
  busy: 'clock',
  neutral: 'minus',
} as const satisfies Record<Tone, IconName>;

interface StatusProps {
  readonly tone: Tone;
  readonly label: string;
  /** @default the icon of the tone */
  readonly icon?: IconName;
}

/** A status as an icon and a word, never as a color alone. */
export const Status = ({ tone, label, icon = usualIcons[tone] }: StatusProps) => (
  <span class={`status ${tone}`}>
    <Icon name={icon} />
    {label}
  </span>
);
