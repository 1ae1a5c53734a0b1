/**
 * Replaces `node:http` in the bundles of packages that import it (`lib/constructs/bundles.ts`). An ES
 * import of a built-in module reads all its exports, and some of `node:http` load WebSocket and fetch.
 * Only what packages use is here; bundling fails when one uses more.
 */
export const { STATUS_CODES } = process.getBuiltinModule('node:http');
