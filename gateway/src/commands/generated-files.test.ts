import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles, repository } from './generated-files.js';

describe('generatedFiles()', () => {
  it.each(generatedFiles().map(({ path, text }) => [path, text]))(
    'is what %s has; if not, run "npx facet docs"',
    (path, text) => {
      expect(readFileSync(new URL(`./${path}`, `${repository.href}/`), 'utf8')).toBe(text);
    },
  );
});
