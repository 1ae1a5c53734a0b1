import type { PreviewBody } from '../../lambdas/delivery/preview.operations.ts';
import { elementsOf, indented, splitMember } from '../data/json-text.ts';

type BatchObject = NonNullable<PreviewBody['objects']>[number];

/** An object that would be written. */
export interface PreviewedObject
  extends Pick<PreviewBody, 'key' | 'headers' | 'metadata'>,
    Partial<Pick<BatchObject, 'partition' | 'events' | 'bytes'>> {
  /** Its text, or the beginning of it, exactly as it would be written. */
  readonly text: string;
  readonly isWhole: boolean;
}

/** Characters of a text that are shown. */
const SHOWN = 4000;

/**
 * The objects of a preview.
 *
 * @param text the response text as it was sent
 */
export const previewedObjects = (data: PreviewBody, text: string): readonly PreviewedObject[] => {
  if (data.objects === undefined) {
    return [{ ...data, ...indented(splitMember(text, 'body')?.member ?? '', SHOWN) }];
  }
  const objects = elementsOf(splitMember(text, 'objects')?.member ?? '');
  return data.objects.map((object, index) => {
    const rows = elementsOf(splitMember(objects[index] ?? '', 'rows')?.member ?? '');
    const lines = rows.join('\n');
    const isWhole = rows.length === object.events && lines.length <= SHOWN;
    return { ...object, text: lines.slice(0, SHOWN), isWhole };
  });
};
