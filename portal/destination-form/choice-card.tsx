import type { ComponentChildren } from 'preact';

interface ChoiceCardProps {
  /** The name of the radio group. */
  readonly group: string;
  readonly value: string;
  readonly label: ComponentChildren;
  readonly hint?: string | undefined;
  /** A note beside the label, such as "recommended". */
  readonly note?: string | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** An option of a radio group, with its explanation. */
export const ChoiceCard = (props: ChoiceCardProps) => {
  const { group, value, label, hint, note, isChosen, onChoose } = props;
  const id = `${group}-${value}`;
  return (
    <div class="choice card">
      <input
        id={id}
        type="radio"
        name={group}
        checked={isChosen}
        aria-describedby={hint && `${id}-hint`}
        onChange={onChoose}
      />
      <div>
        <label for={id}>
          <strong>{label}</strong>
          {note && <span class="soft"> ({note})</span>}
        </label>
        {hint && (
          <p id={`${id}-hint`} class="hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
};
