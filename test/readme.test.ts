import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryDir } from './kit/start-shop.js';

const pages = ['README.md', 'CONTRIBUTING.md'].map((name) => ({
  name,
  text: readFileSync(path.join(repositoryDir, name), 'utf8'),
}));

/** Inline code: what stands between single backticks on one line. */
function inlineCode(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

test.each(pages)('$name names only scripts that package.json has', ({ text }) => {
  const { scripts } = JSON.parse(readFileSync(path.join(repositoryDir, 'package.json'), 'utf8'));
  const named = [...text.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(0);
  // Each client graph has the script that writes its types.
  for (const name of new Set(named)) expect([...Object.keys(scripts), 'codegen', 'run']).toContain(name);
});

test.each(pages)('$name names only files and folders that exist', ({ text }) => {
  const places = inlineCode(text).filter((code) => /^[a-z.][\w./-]*\/[\w./-]*$/.test(code));
  const links = [...text.matchAll(/(?:\]\(|src=")([^)#:"]+)[)"]/g)].map(([, link = '']) => link);
  expect(places.length + links.length).toBeGreaterThan(0);
  for (const place of [...places, ...links]) {
    expect(existsSync(path.join(repositoryDir, place)), `${place} exists`).toBe(true);
  }
});

test('README.md names only commands that facet has', () => {
  const { text } = pages[0] ?? { text: '' };
  const cli = readFileSync(path.join(repositoryDir, 'gateway/src/cli.ts'), 'utf8');
  const named = [...text.matchAll(/npx facet ([a-z]+)/g)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(['serve', 'compose', 'check', 'operations']));
  for (const name of named) expect(cli).toContain(`.command('${name}')`);
});
