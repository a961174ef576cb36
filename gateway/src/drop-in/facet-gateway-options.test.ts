import { describe, expect, it } from 'vitest';
import { type FacetGatewayOptions, readFacetGatewayOptions } from './facet-gateway-options.js';
import { refusedOptions } from './refused-options.js';

const supergraphSdl = 'the SDL';

/** As a program without types gives them, or with `ApolloGateway`'s. */
const read = (options: object) => readFacetGatewayOptions({ supergraphSdl, ...options } as FacetGatewayOptions);

/** Sets the option at a path such as `queryPlannerConfig.cache`. */
function optionsWith(path: string, value: unknown): object {
  return path.split('.').reduceRight((inner: unknown, name) => ({ [name]: inner }), value) as object;
}

function problemsOf(options: object): readonly string[] {
  try {
    read(options);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID' });
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^- /, ''));
  }
}

describe('readFacetGatewayOptions()', () => {
  it('fills in the defaults of facet.yaml', () => {
    expect(read({})).toMatchObject({
      buildService: undefined,
      debug: false,
      exposeDocuments: false,
      didUpdateSupergraph: undefined,
      planner: { threads: 1, timeoutMs: 3000, maxPaths: 500 },
      sources: { timeoutMs: 5000, maxAnswerBytes: 10_485_760 },
    });
  });

  it('makes a manager of a text and of a function, and takes one as it is', async () => {
    const initialize = async () => ({ supergraphSdl });
    for (const given of [supergraphSdl, initialize, { initialize }]) {
      const { manager } = read({ supergraphSdl: given });
      expect(await manager.initialize({} as never)).toEqual({ supergraphSdl });
    }
    const manager = { initialize };
    expect(read({ supergraphSdl: manager }).manager).toBe(manager);
  });

  it('takes ApolloGateway’s names for two options of the planner', () => {
    const { planner } = read({
      queryPlannerConfig: { debug: { pathsLimit: 100 } },
      experimental_approximateQueryPlanStoreMiB: 4,
    });
    expect(planner).toMatchObject({ maxPaths: 100, maxCacheBytes: 4_194_304 });
  });

  it.each([...refusedOptions].map(([path, { reason }]) => [path, reason]))('refuses %s, saying why', (path, reason) => {
    expect(problemsOf(optionsWith(path, 'x'))).toEqual([`"${path}" has no effect here: ${reason}`]);
    expect(problemsOf(optionsWith(path, undefined))).toEqual([]);
  });

  it.each([...refusedOptions].flatMap(([path, { harmless = [] }]) => harmless.map((value) => [path, value] as const)))(
    'takes %s: %s, which holds anyway',
    (path, value) => {
      expect(problemsOf(optionsWith(path, value))).toEqual([]);
      expect(problemsOf(optionsWith(path, !value))).toHaveLength(1);
    },
  );

  it('names everything that is wrong at once', () => {
    expect(
      problemsOf({
        supergraphSdl: {},
        buildservice: () => undefined,
        buildService: 'http://127.0.0.1',
        queryPlannerConfig: { debug: { pathLimits: 1, pathsLimit: null } },
        planner: { timeoutMs: 1, treads: 2 },
        sources: { maxAnswerBytes: '1 MB' },
      }),
    ).toEqual([
      '"buildservice" is no option',
      '"queryPlannerConfig.debug.pathLimits" is no option',
      '"supergraphSdl" must be the SDL, a manager with "initialize", or a function',
      '"buildService" must be a function',
      expect.stringMatching(/^"planner.timeoutMs": /),
      expect.stringMatching(/^"planner.maxPaths": /),
      expect.stringMatching(/^"planner": .*"treads"/),
      expect.stringMatching(/^"sources.maxAnswerBytes": /),
    ]);
    expect(problemsOf({ supergraphSdl: undefined })).toHaveLength(1);
  });

  it('refuses an option that is given under both names', () => {
    expect(problemsOf({ planner: { maxPaths: 50 }, queryPlannerConfig: { debug: { pathsLimit: 60 } } })).toEqual([
      '"planner.maxPaths" is given twice, the second time under ApolloGateway\'s name',
    ]);
  });
});
