const shapes = {
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6.5 6.5 17.5 17.5M17.5 6.5 6.5 17.5',
  clock: 'M12 7v5.5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  pause: 'M9 6v12M15 6v12',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8',
  warning: 'M12 4 21.5 20h-19zM12 10v4.5M12 17v.5',
  minus: 'M6 12h12',
  question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5',
  plus: 'M12 5v14M5 12h14',
  external: 'M9 6H6v12h12v-3M13 5h6v6M19 5l-8 8',
} as const;

export type IconName = keyof typeof shapes;

/** A drawing beside a word; screen readers skip it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={shapes[name]} />
  </svg>
);
