import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import { type Assembly, Template } from './template.ts';

const SUFFIX = '.template.json';

const Assets = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** Reads a cloud assembly in `folder`: one template and its asset manifest. */
export const readAssembly = async (folder: string): Promise<Assembly> => {
  const stackName = await onlyStack(folder);
  const template = Template.parse(await readJson(join(folder, `${stackName}${SUFFIX}`)));
  const assets = Assets.parse(await readJson(join(folder, `${stackName}.assets.json`)));
  const folders = assetFolders(assets, folder);
  return {
    stackName,
    template,
    codeFolder: (s3Key) => {
      const code = folders.get(s3Key);
      if (code === undefined) throw new LocalStackError(`the assets manifest has no file ${s3Key}`);
      return code;
    },
  };
};

const onlyStack = async (folder: string): Promise<string> => {
  const [first, ...more] = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX));
  if (first === undefined) throw new LocalStackError(`${folder} contains no template`);
  if (more.length > 0) throw new LocalStackError(`${folder} contains more than one template`);
  return first.slice(0, -SUFFIX.length);
};

const assetFolders = (assets: z.infer<typeof Assets>, folder: string): Map<string, string> =>
  new Map(
    Object.values(assets.files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [
        objectKey,
        join(folder, source.path ?? ''),
      ]),
    ),
  );

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
