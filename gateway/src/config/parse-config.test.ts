// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the references under test are written like this
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leastCpuMs } from '../cpu-time.test-kit.js';
import { formatConfigProblem } from './config-problem.js';
import type { EnvironmentUse } from './fill-references.js';
import { parseConfig } from './parse-config.js';

const schema = z.strictObject({
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(4000),
      open: z.boolean().default(false),
      mode: z.enum(['auto', 'on']).default('auto'),
    })
    .prefault({}),
  each: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ url: z.url({ protocol: /^https?$/ }) })).default({}),
  list: z.array(z.string()).default([]),
});

function parse(text: string, variables: EnvironmentUse['variables'] = {}, unset: EnvironmentUse['unset'] = 'problem') {
  const result = parseConfig(schema, { file: 'facet.yaml', text, environment: { variables, unset } });
  return result.kind === 'loaded' ? result.config : result.problems.map(formatConfigProblem);
}

describe('parseConfig()', () => {
  it('fills in defaults at every level', () => {
    expect(parse('server: { port: 80 }\n')).toEqual({
      server: { host: '127.0.0.1', port: 80, open: false, mode: 'auto' },
      each: {},
      list: [],
    });
  });

  it('lists every problem with line, column, path and the nearest known option', () => {
    const text = [
      'server:',
      '  prot: 80',
      '  port: 70000',
      '  mode: onn',
      '  xyzzy: 1',
      'each:',
      '  Products: { url: "http://a" }',
      '  reviews: { url: "ftp://user:secret@b" }',
      '  orders: {}',
      '  stock:',
      'list: [1, a]',
      'sever: {}',
    ].join('\n');
    expect(parse(text)).toEqual([
      'facet.yaml:2:3: server.prot: Unknown option "prot": did you mean "port"?',
      'facet.yaml:3:9: server.port: Must be an integer from 0 to 65535: it is 70000',
      'facet.yaml:4:9: server.mode: Must be one of "auto", "on": it is "onn"',
      'facet.yaml:5:3: server.xyzzy: Unknown option "xyzzy": the options here are "host", "port", "open", "mode"',
      'facet.yaml:7:3: each.Products: Invalid name "Products": the name must be a text matching ^[a-z]+$',
      'facet.yaml:8:19: each.reviews.url: Must be an http or https URL: it is "ftp://***@b"',
      'facet.yaml:9:3: each.orders.url: Missing option: must be an http or https URL',
      'facet.yaml:10:9: each.stock: Must be a mapping: it is empty',
      'facet.yaml:11:8: list[0]: Must be a text: it is 1',
      'facet.yaml:12:1: sever: Unknown option "sever": did you mean "server"?',
    ]);
  });

  it('names the lines of YAML that cannot be read', () => {
    expect(parse('server:\n  port: 1\n  port: 2\n')).toEqual([
      'facet.yaml:3:3: Cannot read the YAML: Map keys must be unique',
    ]);
    expect(parse('server: {\nport: 1 }\n')).toEqual([
      expect.stringMatching(/^facet\.yaml:2:1: Cannot read the YAML: Flow map/),
    ]);
    expect(parse('a: !!js/function x\n')).toEqual([
      expect.stringMatching(/^facet\.yaml:1:4: Cannot read the YAML: Unresolved tag/),
    ]);
    expect(parse('a: 1\n---\nb: 1\n')).toEqual([expect.stringContaining('multiple documents')]);
  });

  it('refuses an empty file as one without a mapping', () => {
    expect(parse('# nothing yet\n')).toEqual(['facet.yaml: Must be a mapping: it is empty']);
  });

  it('refuses anchors that multiply, brackets without end and a file over 1 MiB, at once', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 0; i < 12; i++) {
      bomb.push(`${'bcdefghijklmn'[i]}: &${'bcdefghijklmn'[i]} [${`*${'abcdefghijklmn'[i]}, `.repeat(10)}]`);
    }
    const refuse = () => {
      expect(parse(bomb.join('\n'))).toEqual([expect.stringContaining('alias')]);
      for (const opening of ['[', '- ', '{a: ', '? ']) {
        expect(parse(opening.repeat(100_000))).toEqual([
          'facet.yaml: Cannot read the YAML: it is nested over 100 levels deep',
        ]);
      }
      expect(parse(`# ${'x'.repeat(1_048_576)}`)).toEqual([
        'facet.yaml: The file is too large: it has 1048578 bytes, at most 1048576 are allowed',
      ]);
    };
    expect(await leastCpuMs(refuse, { enoughMs: 2000 })).toBeLessThan(2000);
  });

  it('follows aliases to the place that is wrong', () => {
    expect(parse('server: &s\n  port: x\neach:\n  a: &u { url: 1 }\n  b: *u\n')).toEqual([
      'facet.yaml:2:9: server.port: Must be an integer from 0 to 65535: it is "x"',
      'facet.yaml:4:16: each.a.url: Must be an http or https URL: it is 1',
      'facet.yaml:4:16: each.b.url: Must be an http or https URL: it is 1',
    ]);
  });

  it('cannot be made to set the prototype', () => {
    expect(parse('server: { __proto__: { port: 1 } }')).toEqual([
      expect.stringContaining('server.__proto__: Unknown option "__proto__"'),
    ]);
  });

  describe('references to the environment', () => {
    it('are filled in, with defaults, and take the type of their option', () => {
      const text = [
        'server: { host: "${HOST}", port: "${PORT:-8080}", open: "${OPEN}", mode: "a${REST}" }',
        'list: ["${DIGITS}", "$${X}", "a ${EMPTY:-b} ${EMPTY} c", "{$config.x}"]',
      ].join('\n');
      expect(parse(text, { HOST: 'h', OPEN: 'true', REST: 'uto', DIGITS: '007', EMPTY: '' })).toMatchObject({
        server: { host: 'h', port: 8080, open: true, mode: 'auto' },
        list: ['007', '${X}', 'a b  c', '{$config.x}'],
      });
    });

    it('that are not set, or not readable, are listed with all other problems', () => {
      const text = 'server: { host: "${A} ${B}", port: "${C}" }\nlist: ["${a-b}", "${open", "${toString}"]\nx: 1\n';
      expect(parse(text)).toEqual([
        'facet.yaml:1:17: server.host: Environment variable "A" is not set',
        'facet.yaml:1:17: server.host: Environment variable "B" is not set',
        'facet.yaml:1:36: server.port: Environment variable "C" is not set',
        'facet.yaml:2:8: list[0]: Cannot read "${a-b}": write "${NAME}" or "${NAME:-default}", and "$${" for a literal "${"',
        'facet.yaml:2:18: list[1]: Cannot read "${open": write "${NAME}" or "${NAME:-default}", and "$${" for a literal "${"',
        'facet.yaml:2:28: list[2]: Environment variable "toString" is not set',
        'facet.yaml:3:1: x: Unknown option "x": the options here are "server", "each", "list"',
      ]);
    });

    it('never show the value they stand for', () => {
      const problems = parse('server: { port: "${SECRET}", mode: "${SECRET}" }', { SECRET: 'hunter2' });
      expect(problems).toEqual([
        'facet.yaml:1:17: server.port: Must be an integer from 0 to 65535: it comes from "${SECRET}"',
        'facet.yaml:1:36: server.mode: Must be one of "auto", "on": it comes from "${SECRET}"',
      ]);
    });

    it('stay as written for a command that needs no values, except where a text is no valid value', () => {
      expect(parse('list: ["${A}", "${B:-b}"]', {}, 'keep')).toMatchObject({ list: ['${A}', 'b'] });
      expect(parse('each: { a: { url: "${URL}" } }', {}, 'keep')).toEqual([
        'facet.yaml:1:19: each.a.url: Environment variable "URL" has no default: commands that read no environment need "${URL:-default}"',
      ]);
    });
  });
});
