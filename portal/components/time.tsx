import { usePortal } from '../portal-context.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { fullTime } from '../times.ts';

/**
 * A time in the zone of the viewer. Screen readers read it in UTC, too; a pointer shows it, and the
 * footer has a button that shows all times in UTC.
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
