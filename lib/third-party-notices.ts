import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import * as z from 'zod';
import { BUNDLING } from './constructs/bundles.ts';
import { APP_BUNDLING } from './portal/app.ts';

const ROOT = join(import.meta.dirname, '..');

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package whose code is in at least one bundle. */
interface BundledPackage extends z.output<typeof Manifest> {
  /** Its license and notice files; empty when it has none. */
  readonly text: string;
  /** The functions that contain its code. */
  readonly functions: readonly string[];
}

/** The output folder of the browser code: the name of the function that serves it. */
const PORTAL = 'portal';

/** The folder of a package in `node_modules`, at the beginning of the path of one of its files. */
const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The notices for the packages that the bundles of the functions contain, as Markdown. */
export const thirdPartyNotices = (): string => {
  const inMemory = { sourcemap: false, write: false, metafile: true } as const;
  const functions = buildSync({ ...BUNDLING, ...inMemory }).metafile;
  const portal = buildSync({ ...APP_BUNDLING, ...inMemory, outdir: PORTAL }).metafile;
  return markdownOf(packagesIn({ ...functions.outputs, ...portal.outputs }));
};

function packagesIn(outputs: Metafile['outputs']): BundledPackage[] {
  const functions = new Map<string, Set<string>>();
  for (const [output, { inputs }] of Object.entries(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = FOLDER.exec(input) ?? [];
      if (folder === undefined || bytesInOutput === 0) continue;
      const [name = ''] = output.split('/').slice(-2);
      functions.set(folder, (functions.get(folder) ?? new Set()).add(name));
    }
  }
  return [...functions]
    .map(([folder, names]) => packageIn(folder, [...names].toSorted()))
    .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function packageIn(folder: string, functions: readonly string[]): BundledPackage {
  const read = (file: string) => readFileSync(join(ROOT, folder, file), 'utf8').trim();
  const texts = readdirSync(join(ROOT, folder)).filter((file) =>
    /^(licen[cs]e|notice|copying)/i.test(file),
  );
  const manifest = Manifest.parse(JSON.parse(read('package.json')));
  return { ...manifest, functions, text: texts.toSorted().map(read).join('\n\n') };
}

const idOf = ({ name, version }: BundledPackage): string => `${name} ${version}`;

const markdownOf = (packages: readonly BundledPackage[]): string => `# Third-party notices

The functions that Waybill deploys, and the portal that they serve, contain code of these packages. \`npm run notices\` writes this file. The source code of a package is at its link.

| package | license | functions |
|---|---|---|
${packages.map(rowOf).join('\n')}

## License texts

${[...Map.groupBy(packages, ({ text }) => text.replace(/\s+/g, ' ')).values()].map(sectionOf).join('\n\n')}
`;

const rowOf = (one: BundledPackage): string => {
  const { name, version, license, functions } = one;
  const link = `https://www.npmjs.com/package/${name}/v/${version}`;
  return `| [${idOf(one)}](${link}) | ${license} | ${functions.join(', ')} |`;
};

/** Packages with the same license text. Copies differ in their white space. */
function sectionOf(packages: readonly BundledPackage[]): string {
  const [{ text } = { text: '' }] = packages;
  const names = packages.map((one) => `${idOf(one)} (${one.license})`).join(', ');
  return text === ''
    ? `These packages contain no license text, only the name of the license: ${names}.`
    : `${names}:\n\n\`\`\`\`text\n${text}\n\`\`\`\``;
}
