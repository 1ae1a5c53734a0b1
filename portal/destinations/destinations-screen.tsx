import { useState } from 'preact/hooks';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Field } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useDestinations } from '../data/use-destinations.ts';
import { useCan } from '../portal-context.ts';
import { replaceAddress } from '../router.ts';
import { links } from '../routes.ts';
import { statusOf } from '../status.ts';
import * as words from '../texts/en/destinations.ts';
import { DestinationTable } from './destination-table.tsx';
import { isFound } from './is-found.ts';
import { type Activity, useActivity } from './use-activity.ts';

/** All destinations of the tenant, with what they received lately. The search is part of the address. */
export const DestinationsScreen = ({ query }: { readonly query: URLSearchParams }) => {
  const canManage = useCan('manage');
  const list = useDestinations((known) => ([...(known?.values() ?? [])].some(isChecking) ? 5 : 30));
  const activity = useActivity();
  return (
    <Page title={words.title} actions={canManage && list.data?.size !== 0 && <AddLink />}>
      <Loading call={list}>
        {(known) =>
          known.size === 0 ? (
            <EmptyList canManage={canManage} />
          ) : (
            <DestinationList
              destinations={[...known.values()]}
              activity={activity}
              searched={query.get('search') ?? ''}
            />
          )
        }
      </Loading>
    </Page>
  );
};

const isChecking = (destination: DestinationBody): boolean => statusOf(destination) === 'checking';

const AddLink = () => (
  <a class="button primary" href={links.newDestination}>
    <Icon name="plus" />
    {words.add}
  </a>
);

const EmptyList = ({ canManage }: { readonly canManage: boolean }) => (
  <div class="panel empty">
    <h2>{words.emptyTitle}</h2>
    <p>{canManage ? words.empty : words.emptyReadOnly}</p>
    {canManage && <AddLink />}
  </div>
);

/** The most destinations that need no search. */
const FEW = 5;

interface DestinationListProps {
  readonly destinations: readonly DestinationBody[];
  readonly activity: Activity;
  /** The text in the address. */
  readonly searched: string;
}

const DestinationList = ({ destinations, activity, searched }: DestinationListProps) => {
  const [text, setText] = useState(searched);
  const found = destinations.filter((destination) => isFound(destination, text));
  return (
    <>
      {destinations.length > FEW && (
        <div class="search">
          <Field id="search" label={words.search}>
            {(attributes) => (
              <input
                {...attributes}
                type="search"
                value={text}
                onInput={({ currentTarget }) => setText(currentTarget.value)}
                onChange={() => replaceAddress(links.search(text))}
              />
            )}
          </Field>
          <p role="status" class="hint">
            {words.found(found.length, destinations.length)}
          </p>
        </div>
      )}
      <DestinationTable destinations={found} activity={activity} />
    </>
  );
};
