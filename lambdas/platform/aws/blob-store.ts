/** The result of reading an object. */
type BlobRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-large' };

/** The objects of a bucket owned by the stack. Tenants' buckets are accessed through writers instead. */
export interface BlobStore {
  readonly bucket: string;
  /** Stores `text` as UTF-8 at `key` and overwrites any existing object. */
  put(key: string, text: string): Promise<void>;
  /** Reads an object of at most `maxBytes`. */
  read(key: string, maxBytes: number): Promise<BlobRead>;
  /** Deletes an object, if it exists. */
  delete(key: string): Promise<void>;
}
