const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;
type Unit = keyof typeof SECONDS;

const DURATION = /^(?<count>\d{1,6})(?<unit>[smhdw])$/;

/**
 * Parses a duration such as `90s`, `15m`, `2h`, `3d` or `1w` into seconds; undefined if it is
 * invalid.
 */
export function secondsIn(duration: string): number | undefined {
  const { count, unit } = DURATION.exec(duration)?.groups ?? {};
  return isUnit(unit) ? Number(count) * SECONDS[unit] : undefined;
}

const isUnit = (text: string | undefined): text is Unit =>
  text !== undefined && Object.hasOwn(SECONDS, text);

/**
 * Formats a duration by its two largest units, such as `3d 4h`; less than a second, or a negative
 * one, is `0s`.
 */
export function spanOf(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / SECONDS[unit]);
    rest %= SECONDS[unit];
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0s';
}
