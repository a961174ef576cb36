import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.mjs';

const node = process.execPath;

test('runCommand() answers with the standard output', async () => {
  expect(await runCommand(node, ['-p', '6 * 7'])).toBe('42\n');
});

test('runCommand() fails with the tool’s own words and exit code', async () => {
  const script = 'console.log("looked"); console.error("not found"); process.exit(3)';
  await expect(runCommand(node, ['-e', script])).rejects.toMatchObject({ message: 'looked\nnot found', exitCode: 3 });
});

test('runCommand() says which tool ended without a word', async () => {
  await expect(runCommand(node, ['-e', 'process.exit(2)'])).rejects.toThrow(`${node} exited with 2`);
});

test('runCommand() says which tool cannot be started', async () => {
  await expect(runCommand('/no/such/tool', [])).rejects.toThrow('Cannot run /no/such/tool: ');
});

test('runCommand() passes a signal on, so that the tool does not outlive its starter', async () => {
  const script = `
    import { runCommand } from ${JSON.stringify(new URL('./run-command.mjs', import.meta.url).href)};
    const tool = ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'];
    runCommand(process.execPath, tool, { show: true }).catch(({ message }) => console.log(message));
  `;
  const starter = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await once(starter.stdout, 'data');
  starter.kill('SIGTERM');
  const [said] = await once(starter.stdout, 'data');
  expect(String(said)).toBe(`${node} was ended by SIGTERM\n`);
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});
