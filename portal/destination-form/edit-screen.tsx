import { useState } from 'preact/hooks';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { type Api, CallError } from '../api.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { usePortal } from '../portal-context.ts';
import { navigate } from '../router.ts';
import { links } from '../routes.ts';
import * as words from '../texts/en/form.ts';
import { useCall } from '../use-call.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DestinationForm } from './destination-form.tsx';
import { type FormData, formData } from './form-data.ts';
import { type FormValues, formOf, patchBody } from './form-values.ts';
import { layoutOf } from './type-layout.ts';

/** A saved destination, and its version. */
interface Saved {
  readonly destination: DestinationBody;
  readonly etag: string | undefined;
}

const savedDestination = async (api: Api, id: string, signal?: AbortSignal): Promise<Saved> => {
  const response = await api.fetch<DestinationBody>('GET', destinationPath(id), { signal });
  return { destination: response.data, etag: response.headers.get('etag') ?? undefined };
};

/** Edits a destination. Saving fails if another writer has changed the loaded version (`If-Match`). */
export const EditScreen = ({ id }: { readonly id: string }) => {
  const call = useCall(
    async (api, signal) => {
      const [data, saved] = await Promise.all([
        formData(api, signal),
        savedDestination(api, id, signal),
      ]);
      return { data, saved };
    },
    [id],
  );
  const target = call.data?.saved.destination.target;
  return (
    <Page
      title={words.editTitle(target ?? id)}
      trail={<a href={links.destination(id)}>{target ?? id}</a>}
    >
      <Loading call={call}>
        {({ data, saved }) => <SavedDestination key={saved.etag} data={data} saved={saved} />}
      </Loading>
    </Page>
  );
};

interface Conflict {
  readonly mine: FormValues;
  readonly saved: Saved;
  readonly excluded: readonly string[];
}

/** Whether a change may break deliveries. */
const changesAccess = (patch: object): boolean => 'config' in patch || 'credentials' in patch;

interface SavedDestinationProps {
  readonly data: FormData;
  readonly saved: Saved;
}

const SavedDestination = ({ data, saved }: SavedDestinationProps) => {
  const { api, notify } = usePortal();
  const { id, type } = saved.destination;
  const [conflict, setConflict] = useState<Conflict>();
  const [base, setBase] = useState(saved);
  const description = data.types.find((one) => one.type === type);
  if (description === undefined) return null;

  const { role } = layoutOf(type, description.config_fields);
  const initial = formOf(base.destination, role);
  const patchOf = (values: FormValues, excluded: readonly string[]) =>
    patchBody(values, initial, excluded);
  const change = async (patch: object, etag: string | undefined) => {
    await api.call('PATCH', destinationPath(id), { body: patch, ifMatch: etag });
    navigate(links.destination(id));
    notify(words.saved);
  };
  const save = async (values: FormValues, excluded: readonly string[]) => {
    try {
      await change(patchOf(values, excluded), base.etag);
    } catch (error) {
      if (!(error instanceof CallError) || error.status !== 412) throw error;
      setConflict({ mine: values, saved: await savedDestination(api, id), excluded });
    }
  };
  const keepMine = async ({ mine, saved: newer, excluded }: Conflict) => {
    // Masked values cannot be compared with the secrets of the newer version: only secrets that the viewer
    // changed are sent.
    const theirs = { ...formOf(newer.destination, role), credentials: initial.credentials };
    await change(patchBody(mine, theirs, excluded), newer.etag);
  };
  return (
    <>
      <DestinationForm
        key={base.etag}
        description={description}
        topics={data.topics}
        initial={initial}
        needsTest={(values, excluded) => changesAccess(patchOf(values, excluded))}
        testBody={(values, excluded) => ({ destination_id: id, ...patchOf(values, excluded) })}
        saveLabel={words.save}
        saveTitle={words.saveTitle}
        save={(_, values, excluded) => save(values, excluded)}
      />
      {conflict && (
        <ConflictDialog
          description={description}
          mine={conflict.mine}
          theirs={formOf(conflict.saved.destination, role)}
          onClose={() => setConflict(undefined)}
          onKeepMine={() => keepMine(conflict)}
          onTakeTheirs={() => {
            setBase(conflict.saved);
            setConflict(undefined);
          }}
        />
      )}
    </>
  );
};
