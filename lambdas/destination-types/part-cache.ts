import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import type { WriterSettings } from './destination-type.ts';

/** Creates the part of a destination type that talks to the store, such as its writer. */
export type CreatePart<Part> = (settings: WriterSettings, aws: AwsContext) => Part;

/**
 * Creates the parts of destination types on their first use, and throws for a type that has none: stored
 * records only contain registered types.
 *
 * @param creators by the API name of the type. They are not in the registry, so that the bundle of a
 *   function contains only the parts that it uses
 */
export function partCache<Part>(
  creators: ReadonlyMap<string, CreatePart<Part>>,
  settings: WriterSettings,
  aws: AwsContext,
): (type: string) => Part {
  const created = new Map<string, Part>();
  return (type) => {
    const part = created.get(type) ?? creators.get(type)?.(settings, aws);
    if (!part) throw new Error(`no destination type is called ${type}`);
    created.set(type, part);
    return part;
  };
}
