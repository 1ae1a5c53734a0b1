import { useState } from 'preact/hooks';
import type { BulkRetryBody } from '../../lambdas/retries/retries.operations.ts';
import { Dialog } from '../components/dialog.tsx';
import { ErrorSummary } from '../components/error-summary.tsx';
import { Field } from '../components/field.tsx';
import type { FormError } from '../components/form-error.ts';
import { ErrorBox } from '../components/notice.tsx';
import { inputValueOf, instantOf } from '../data/local-time.ts';
import { usePortal } from '../portal-context.ts';
import * as bulkTexts from '../texts/en/bulk.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useAction } from '../use-call.ts';

const DAY_MS = 86_400_000;

interface BulkRetryFormProps {
  readonly destinationId: string;
  readonly onClose: () => void;
  readonly onStarted: (id: string) => void;
}

/** Asks which failed deliveries to retry, and starts. */
export const BulkRetryForm = ({ destinationId, onClose, onStarted }: BulkRetryFormProps) => {
  const { zone } = usePortal();
  const now = Date.now();
  const [from, setFrom] = useState(inputValueOf(new Date(now - DAY_MS).toISOString(), zone));
  const [to, setTo] = useState('');
  const [topic, setTopic] = useState('');
  const [code, setCode] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const start = useAction(async (api, body: unknown) => {
    const { id } = await api.call<BulkRetryBody>('POST', '/retries', { body });
    onStarted(id);
    onClose();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const time = { gte: instantOf(from, zone), lte: instantOf(to, zone) };
    const found = errorsIn(time);
    setErrors(found);
    const only = { topic: topic.trim() || undefined, code: code.trim() || undefined };
    if (found.length === 0) start.run({ destination_id: destinationId, time, ...only });
  };
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;
  return (
    <Dialog
      title={bulkTexts.title}
      onClose={onClose}
      actions={
        <button type="submit" form="retry-many" class="primary" aria-disabled={start.isRunning}>
          {bulkTexts.start}
        </button>
      }
    >
      <form id="retry-many" onSubmit={submit} noValidate>
        <p>{bulkTexts.text}</p>
        <ErrorSummary errors={errors} />
        <ErrorBox error={start.error} title={bulkTexts.failed} />
        <TimeInput
          id="retry-from"
          label={historyTexts.from}
          value={from}
          error={errorOf('retry-from')}
          onChange={setFrom}
        />
        <TimeInput
          id="retry-to"
          label={bulkTexts.to}
          value={to}
          error={errorOf('retry-to')}
          onChange={setTo}
        />
        <TextInput id="retry-topic" label={bulkTexts.topic} value={topic} onChange={setTopic} />
        <TextInput id="retry-code" label={bulkTexts.code} value={code} onChange={setCode} />
      </form>
    </Dialog>
  );
};

interface TimeRange {
  readonly gte: string | undefined;
  readonly lte: string | undefined;
}

const errorsIn = ({ gte, lte }: TimeRange): FormError[] => {
  if (gte === undefined) return [{ field: 'retry-from', message: bulkTexts.needsFrom }];
  return lte !== undefined && lte <= gte ? [{ field: 'retry-to', message: bulkTexts.order }] : [];
};

interface InputProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

const TimeInput = ({ id, label, value, error, onChange }: InputProps) => (
  <Field id={id} label={label} error={error}>
    {(attributes) => (
      <input
        {...attributes}
        type="datetime-local"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    )}
  </Field>
);

const TextInput = ({ id, label, value, onChange }: InputProps) => (
  <Field id={id} label={label}>
    {(attributes) => (
      <input
        {...attributes}
        type="text"
        value={value}
        maxLength={128}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    )}
  </Field>
);
