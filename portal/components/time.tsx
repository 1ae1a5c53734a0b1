import { usePortal } from '../portal-context.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { fullTime } from '../times.ts';

/**
 * A time in the zone of the viewer. Screen readers also read it in UTC, which others see when they point at
 * it. A button in the footer shows all times in UTC.
 */
export const Time = ({ value }: { readonly value: string }) => {
  const { zone } = usePortal();
  return (
    <span class="time">
      <time dateTime={value}>{fullTime(value, zone)}</time>
      {zone === 'local' && (
        <span class="time-utc"> {shellTexts.inUtc(fullTime(value, 'UTC'))}</span>
      )}
    </span>
  );
};
