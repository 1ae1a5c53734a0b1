import type { Description } from '../../lambdas/destination-types/description.ts';
import { Choices } from '../components/choices.tsx';
import * as formTexts from '../texts/en/form.ts';
import { ChoiceCard } from './choice-card.tsx';

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
    <Choices legend={formTexts.type}>
      {types.map((description) => (
        <ChoiceCard
          key={description.type}
          group="type"
          value={description.type}
          label={
            <>
              <TypeIcon description={description} /> {description.label}
            </>
          }
          hint={`${description.description}.`}
          isChosen={description === chosen}
          onChoose={() => onChoose(description.type)}
        />
      ))}
    </Choices>
  );

const TypeIcon = ({ description: { icon } }: { readonly description: Description }) => (
  <img src={`data:image/svg+xml,${encodeURIComponent(icon)}`} alt="" width={24} height={24} />
);
