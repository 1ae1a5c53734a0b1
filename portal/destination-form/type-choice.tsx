import type { Description } from '../../lambdas/destination-types/description.ts';
import { texts } from '../texts.en.ts';

interface TypeChoiceProps {
  readonly types: readonly Description[];
  readonly chosen: Description;
  readonly onChoose: (type: string) => void;
}

/** The type of a destination. The only type needs no choice. */
export const TypeChoice = ({ types, chosen, onChoose }: TypeChoiceProps) =>
  types.length === 1 ? (
    <p class="type">
      <TypeIcon description={chosen} />
      <span>{chosen.description}.</span>
    </p>
  ) : (
    <fieldset>
      <legend>{texts.form.type}</legend>
      {types.map((description) => (
        <div key={description.type} class="choice card">
          <input
            id={`type-${description.type}`}
            type="radio"
            name="type"
            checked={description === chosen}
            onChange={() => onChoose(description.type)}
          />
          <label for={`type-${description.type}`}>
            <TypeIcon description={description} /> <strong>{description.label}</strong>
            <br />
            {description.description}.
          </label>
        </div>
      ))}
    </fieldset>
  );

const TypeIcon = ({ description: { icon } }: { readonly description: Description }) => (
  <img src={`data:image/svg+xml,${encodeURIComponent(icon)}`} alt="" width={24} height={24} />
);
