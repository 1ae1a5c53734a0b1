import { useState } from 'preact/hooks';
import type { Description } from '../../lambdas/destination-types/description.ts';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { usePortal } from '../portal-context.ts';
import { navigate } from '../router.ts';
import { links } from '../routes.ts';
import * as words from '../texts/en/form.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { useCall } from '../use-call.ts';
import { DestinationForm } from './destination-form.tsx';
import { formData } from './form-data.ts';
import { createBody, emptyForm } from './form-values.ts';
import { TypeChoice } from './type-choice.tsx';
import { layoutOf } from './type-layout.ts';

/** Adds a destination: one path from the topics to a destination that is live. */
export const AddScreen = () => {
  const call = useCall(formData, []);
  return (
    <Page title={words.addTitle} trail={<a href={links.destinations}>{shellTexts.destinations}</a>}>
      <Loading call={call}>
        {({ types, topics }) => <NewDestination types={types} topics={topics} />}
      </Loading>
    </Page>
  );
};

interface NewDestinationProps {
  readonly types: readonly Description[];
  readonly topics: readonly string[];
}

const NewDestination = ({ types, topics }: NewDestinationProps) => {
  const { notify } = usePortal();
  const [type, setType] = useState(types[0]?.type);
  const description = types.find((one) => one.type === type);
  if (description === undefined) return null;
  const layout = layoutOf(description.type, description.config_fields);
  const access = layout.role === undefined ? 'keys' : 'role';
  return (
    <DestinationForm
      key={type}
      description={description}
      topics={topics}
      initial={emptyForm(description.type, access, layout.initial)}
      needsTest={() => true}
      testBody={createBody}
      saveLabel={words.goLive}
      saveTitle={words.goLiveTitle}
      save={async (api, values, excluded, isVerified) => {
        const created = await api.call<DestinationBody>('POST', destinationPath(), {
          body: createBody(values, excluded),
        });
        navigate(links.destination(created.id));
        notify(isVerified ? words.created : words.createdUnverified);
      }}
    >
      <TypeChoice types={types} chosen={description} onChoose={setType} />
    </DestinationForm>
  );
};
