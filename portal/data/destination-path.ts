/** The path of the tenant's destinations, of one of them, or of what belongs to it. */
export const destinationPath = (...segments: readonly string[]): string =>
  ['/tenants/{tenant}/destinations', ...segments.map(encodeURIComponent)].join('/');
