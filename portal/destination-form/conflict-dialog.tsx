import type { Description } from '../../lambdas/destination-types/description.ts';
import { Dialog } from '../components/dialog.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { Table } from '../components/table.tsx';
import * as words from '../texts/en/form.ts';
import { useAction } from '../use-call.ts';
import { differences } from './form-differences.ts';
import type { FormValues } from './form-values.ts';

interface ConflictDialogProps {
  readonly description: Description;
  readonly mine: FormValues;
  readonly theirs: FormValues;
  readonly onClose: () => void;
  readonly onKeepMine: () => Promise<void>;
  readonly onTakeTheirs: () => void;
}

/** Two versions of a destination: that of the form, and one that was saved in the meantime. */
export const ConflictDialog = (props: ConflictDialogProps) => {
  const { description, mine, theirs, onClose, onKeepMine, onTakeTheirs } = props;
  const keeping = useAction(() => onKeepMine());
  const labels = { topics: words.topics, filter: words.filter, allTopics: words.allTopics };
  return (
    <Dialog
      title={words.conflictTitle}
      onClose={onClose}
      actions={
        <>
          <button
            type="button"
            class="primary"
            aria-disabled={keeping.isRunning}
            onClick={() => keeping.run()}
          >
            {words.keepYours}
          </button>
          <button type="button" onClick={onTakeTheirs}>
            {words.takeTheirs}
          </button>
        </>
      }
    >
      <p>{words.conflict}</p>
      <Table
        caption={words.conflictCaption}
        isCaptionHidden
        rows={differences(description, mine, theirs, labels)}
        keyOf={({ label }) => label}
        columns={[
          { head: words.field, isRowHead: true, cell: ({ label }) => label },
          { head: words.yours, cell: ({ mine: value }) => <Value value={value} /> },
          { head: words.theirs, cell: ({ theirs: value }) => <Value value={value} /> },
        ]}
      />
      <ErrorBox error={keeping.error} />
    </Dialog>
  );
};

const Value = ({ value }: { readonly value: string }) =>
  value === '' ? <span class="soft">{words.noValue}</span> : <code>{value}</code>;
