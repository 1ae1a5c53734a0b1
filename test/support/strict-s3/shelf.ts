/** An object in the store. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly storageClass: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A version of an object, or its delete marker. */
export interface Version {
  /** `<bucket>/<key>` */
  readonly path: string;
  readonly versionId: string;
  readonly isMarker?: boolean;
}

/** The contents of a store. */
export interface Shelf {
  readonly objects: Map<string, StoredObject>;
  readonly versions: Version[];
}

/**
 * Deletes as S3 does: a named version permanently; otherwise, with versioning, by adding a delete
 * marker.
 */
export const deleteFrom = (
  { objects, versions }: Shelf,
  path: string,
  isVersioned: boolean,
  versionId: string | undefined,
): void => {
  objects.delete(path);
  if (!isVersioned) return;
  const at = versions.findIndex((version) => version.versionId === versionId);
  if (versionId === undefined) {
    versions.push({ path, versionId: `version-${versions.length + 1}`, isMarker: true });
  } else if (at >= 0) versions.splice(at, 1);
};
