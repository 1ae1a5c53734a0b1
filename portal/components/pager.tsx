import type { Cursor, PageOf } from '../data/pages.ts';
import * as historyTexts from '../texts/en/history.ts';

interface PagerProps {
  /** What the pages list, for screen readers. */
  readonly label: string;
  readonly pagination: PageOf<unknown>['pagination'];
  readonly onMove: (cursor: Cursor) => void;
  /** @default newer and older */
  readonly labels?: { readonly prev: string; readonly next: string };
}

/**
 * Buttons for the previous and the next page; nothing if there is only one page. A button that becomes
 * disabled keeps the focus.
 */
export const Pager = ({
  label,
  pagination: { next, prev },
  onMove,
  labels = historyTexts.pages,
}: PagerProps) =>
  next === null && prev === null ? null : (
    <nav class="actions" aria-label={label}>
      <button
        type="button"
        aria-disabled={prev === null}
        onClick={() => prev !== null && onMove({ prev })}
      >
        {labels.prev}
      </button>
      <button
        type="button"
        aria-disabled={next === null}
        onClick={() => next !== null && onMove({ next })}
      >
        {labels.next}
      </button>
    </nav>
  );
