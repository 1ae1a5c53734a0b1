/** An object in the store. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly storageClass: string;
  readonly contentEncoding?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly tags?: string | undefined;
  readonly encryption?: string | undefined;
  readonly kmsKeyId?: string | undefined;
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

/** Whether a bucket keeps versions. Suspended, it has one version of each object, `null`. */
export type Versioning = 'enabled' | 'suspended' | undefined;

/**
 * Puts the new version of an object.
 *
 * @returns its id, if it has one
 */
export const addVersion = (
  { versions }: Shelf,
  path: string,
  versioning: Versioning,
  versionId: string | undefined,
): string | undefined => {
  if (versioning === 'suspended') removeVersion(versions, path, 'null');
  const given = { enabled: `version-${versions.length + 1}`, suspended: 'null' };
  const id = versioning ? given[versioning] : versionId;
  if (id !== undefined) versions.push({ path, versionId: id });
  return id;
};

/**
 * Deletes as S3 does: a named version permanently; otherwise, with versioning, by adding a delete
 * marker.
 *
 * @returns the version id of the marker
 */
export const deleteFrom = (
  { objects, versions }: Shelf,
  path: string,
  versioning: Versioning,
  versionId: string | undefined,
): string | undefined => {
  objects.delete(path);
  if (versioning === undefined) return undefined;
  if (versionId !== undefined) {
    removeVersion(versions, path, versionId);
    return undefined;
  }
  if (versioning === 'suspended') removeVersion(versions, path, 'null');
  const marker = versioning === 'suspended' ? 'null' : `version-${versions.length + 1}`;
  versions.push({ path, versionId: marker, isMarker: true });
  return marker;
};

const removeVersion = (versions: Version[], path: string, versionId: string): void => {
  const at = versions.findIndex((one) => one.path === path && one.versionId === versionId);
  if (at >= 0) versions.splice(at, 1);
};
