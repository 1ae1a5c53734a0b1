import { Choices } from '../components/choices.tsx';
import { Field } from '../components/field.tsx';
import { Section } from '../components/section.tsx';
import * as words from '../texts/en/form.ts';
import { messageFor } from './form-errors.ts';
import type { FormState } from './form-state.ts';

interface ReceiveSectionProps {
  readonly form: FormState;
  /** The topics of the stage; empty if any is accepted. */
  readonly known: readonly string[];
}

/** What the destination receives: topics, and a filter. */
export const ReceiveSection = ({ form, known }: ReceiveSectionProps) => (
  <Section kind="part" title={words.receive}>
    <Topics form={form} known={known} />
    <details open={form.values.filter !== ''}>
      <summary>{words.filterMore}</summary>
      <Field
        id="filter"
        label={words.filter}
        hint={
          <>
            {words.filterHint} {words.filterExample}
          </>
        }
        error={messageFor(form.errors, 'filter')}
      >
        {(attributes) => (
          <textarea
            {...attributes}
            rows={4}
            spellcheck={false}
            value={form.values.filter}
            onInput={({ currentTarget }) => form.change({ filter: currentTarget.value })}
          />
        )}
      </Field>
    </details>
  </Section>
);

const Topics = ({ form, known }: ReceiveSectionProps) => {
  const { allTopics } = form.values;
  return (
    <Choices id="topics" legend={words.topics} error={messageFor(form.errors, 'topics')}>
      <Choice
        id="all-topics"
        type="radio"
        label={words.allTopics}
        isChecked={allTopics}
        onChange={() => form.change({ allTopics: true })}
      />
      <Choice
        id="some-topics"
        type="radio"
        label={words.someTopics}
        isChecked={!allTopics}
        onChange={() => form.change({ allTopics: false })}
      />
      {!allTopics &&
        (known.length > 0 ? <TopicList form={form} known={known} /> : <TopicText form={form} />)}
    </Choices>
  );
};

/** The topics of the stage, and those of the destination that are not among them, such as patterns. */
const TopicList = ({ form, known }: ReceiveSectionProps) => {
  const { topics } = form.values;
  const choices = [...new Set([...known, ...topics])];
  const toggle = (topic: string) =>
    form.change({
      topics: choices.filter((one) =>
        one === topic ? !topics.includes(one) : topics.includes(one),
      ),
    });
  return (
    <div class="columns">
      {choices.map((topic) => (
        <Choice
          key={topic}
          id={`topic-${topic}`}
          type="checkbox"
          label={topic}
          isChecked={topics.includes(topic)}
          onChange={() => toggle(topic)}
        />
      ))}
    </div>
  );
};

const TopicText = ({ form }: { readonly form: FormState }) => (
  <Field id="topic-list" label={words.topicList} isRequired>
    {(attributes) => (
      <input
        {...attributes}
        type="text"
        spellcheck={false}
        defaultValue={form.values.topics.join(', ')}
        onInput={({ currentTarget }) => form.change({ topics: topicsIn(currentTarget.value) })}
      />
    )}
  </Field>
);

const topicsIn = (text: string): string[] =>
  text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');

interface ChoiceProps {
  readonly id: string;
  readonly type: 'radio' | 'checkbox';
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: () => void;
}

const Choice = ({ id, type, label, isChecked, onChange }: ChoiceProps) => (
  <div class="choice">
    {type === 'radio' ? (
      <input id={id} type="radio" name="topics" checked={isChecked} onChange={onChange} />
    ) : (
      <input id={id} type="checkbox" checked={isChecked} onChange={onChange} />
    )}
    <label for={id}>{label}</label>
  </div>
);
