import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { step } from './step.mjs';

function recorder() {
  return {
    text: '',
    /** @param {string} text */
    write(text) {
      this.text += text;
    },
  };
}

test('step() shows a step that takes time on one line, with its seconds', async () => {
  const stream = recorder();
  const result = await step('compiling', () => sleep(400, 'done'), { stream });
  expect(result).toBe('done');
  expect(stream.text).toMatch(/^facet: compiling \.\.\. 0\.[45] s\n$/);
});

test('step() is silent about a step that is over at once', async () => {
  const stream = recorder();
  await step('compiling', async () => {}, { stream });
  expect(stream.text).toBe('');
});

test('step() names a step that failed at once and passes the failure on', async () => {
  const stream = recorder();
  const failing = step('compiling', () => Promise.reject(new Error('no')), { stream });
  await expect(failing).rejects.toThrow('no');
  expect(stream.text).toBe('facet: compiling failed\n');
});

test('step() gives what is said meanwhile a line of its own', async () => {
  const stream = recorder();
  const work = async (/** @type {(line: string) => void} */ say) => {
    await sleep(400);
    say('gateway | WARN slow');
  };
  await step('starting', work, { stream });
  expect(stream.text).toMatch(/^facet: starting \.\.\.\ngateway \| WARN slow\nfacet: starting: 0\.[45] s\n$/);
});
