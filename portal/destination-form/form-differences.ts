import type { Description } from '../../lambdas/destination-types/description.ts';
import { fieldValue } from './field-rules.ts';
import type { FormValues } from './form-values.ts';

/** A field that two versions of a destination have different values for. */
export interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

/** The labels of what is not a field of the type. */
interface Labels {
  readonly topics: string;
  readonly filter: string;
  readonly allTopics: string;
}

/** How two versions of a destination differ. Secrets are masked, and are not compared. */
export const differences = (
  { config_fields }: Pick<Description, 'config_fields'>,
  mine: FormValues,
  theirs: FormValues,
  labels: Labels,
): readonly Difference[] => {
  const topicsOf = ({ allTopics, topics }: FormValues) =>
    allTopics ? labels.allTopics : topics.join(', ');
  const all = [
    { label: labels.topics, mine: topicsOf(mine), theirs: topicsOf(theirs) },
    { label: labels.filter, mine: mine.filter, theirs: theirs.filter },
    ...config_fields.map(({ key, label }) => ({
      label,
      mine: fieldValue(mine.config, key),
      theirs: fieldValue(theirs.config, key),
    })),
  ];
  return all.filter((one) => one.mine !== one.theirs);
};
