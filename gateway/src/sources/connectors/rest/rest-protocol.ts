import type {
  ConnectorDefinition,
  ConnectorProblem,
  ConnectorProtocol,
  ConnectorSource,
  ConnectorText,
} from '../connector.js';
import { errorTexts } from '../connector-errors.js';
import { MappingSyntaxError } from '../mapping/syntax-error.js';
import { parseTemplate } from '../mapping/template.js';
import { isSince, mappingVersions, toMappingVersion } from '../mapping/version.js';
import { isAbsoluteUrl } from './build-url.js';
import { checkHeaders } from './check-headers.js';
import { compileRestCall } from './compile-rest-call.js';
import { isVirtual, readHttp } from './rest-arguments.js';

/** REST connectors: `@connect` and `@source` of the published specification. */
export const restProtocol: ConnectorProtocol = {
  directive: 'connect',
  sourceDirective: 'source',
  specification: 'https://specs.apollo.dev/connect/',
  versions: mappingVersions,
  hasAbstractTypes: (version) => isSince(toMappingVersion(version), 'v0.4'),
  mappingVersion: toMappingVersion,
  texts: (definition) => [
    ...readHttp(definition).methods.map(({ method, url }) =>
      requestText(definition, { argument: `http.${method}`, text: url, code: 'INVALID_URL' }),
    ),
    ...httpTexts(definition),
    { ...answerText(definition, 'selection', 'INVALID_SELECTION'), form: 'selection' },
    ...sharedTexts(definition),
  ],
  sourceTexts: (source) => [
    requestText(source, { argument: 'http.baseURL', text: readHttp(source).baseURL ?? '', code: 'INVALID_URL' }),
    ...httpTexts(source),
    ...sharedTexts(source),
  ],
  check: (definition, source) => [...checkTarget(definition, source), ...checkHeaders(definition)],
  checkSource: (source) => {
    const { baseURL = '' } = readHttp(source);
    const isHttp = /^https?:\/\/[^/?#]/i.test(baseURL.trim());
    const problem = problemOf(source, 'INVALID_URL_SCHEME', `Expected "baseURL" to start with http:// or https://`);
    const target = isHttp ? checkUrl(source, baseURL) : [problem];
    return [...target, ...checkHeaders(source)];
  },
  address(source, settings) {
    const url = settings.url ?? readHttp(source).baseURL ?? '';
    return url.includes('{') ? undefined : url;
  },
  makesCall: (definition) => !isVirtual(definition),
  compileCall: compileRestCall,
};

function checkTarget(definition: ConnectorDefinition, source: ConnectorSource | undefined): ConnectorProblem[] {
  if (isVirtual(definition)) return [];
  const { methods, body } = readHttp(definition);
  const [first] = methods;
  const problem = (code: string, message: string): ConnectorProblem[] => [problemOf(definition, code, message)];
  if (first === undefined) {
    const hint = definition.args['http'] === undefined ? ' (from connect/v0.4 on "http" can be left out)' : '';
    return problem('MISSING_HTTP_METHOD', `Expected one of GET, POST, PUT, PATCH, DELETE in "http"${hint}`);
  }
  if (methods.length > 1) {
    const names = methods.map(({ method }) => method).join(', ');
    return problem('MULTIPLE_HTTP_METHODS', `Expected one HTTP method: got ${names}`);
  }
  const problems = body !== undefined && first.method === 'GET' ? problem('INVALID_BODY', 'A GET has no "body"') : [];
  if (!isAbsoluteUrl(first.url)) {
    if (source !== undefined || definition.sourceName !== undefined) return problems;
    const message = 'A relative URL needs a "source" to be relative to';
    return [...problems, ...problem('RELATIVE_CONNECT_URL_WITHOUT_SOURCE', message)];
  }
  if (definition.sourceName !== undefined) {
    const message = 'An absolute URL and a "source" exclude each other';
    return [...problems, ...problem('ABSOLUTE_CONNECT_URL_WITH_SOURCE', message)];
  }
  const isHttp = /^https?:\/\//i.test(first.url.trim());
  return isHttp
    ? [...problems, ...checkUrl(definition, first.url)]
    : [...problems, ...problem('INVALID_URL_SCHEME', 'Expected a URL of http or https')];
}

/** Whatever the values are that a URL gets, it must be one. */
function checkUrl(place: ConnectorDefinition | ConnectorSource, url: string): ConnectorProblem[] {
  try {
    const parts = parseTemplate(url.trim(), place.version).parts.map((part) =>
      part.kind === 'text' ? part.text : '1',
    );
    return URL.canParse(parts.join('')) ? [] : [problemOf(place, 'INVALID_URL', 'This is no URL that can be called')];
  } catch (error) {
    // Where it does not parse is reported with all other texts.
    if (error instanceof MappingSyntaxError) return [];
    throw error;
  }
}

function httpTexts(place: ConnectorDefinition | ConnectorSource): ConnectorText[] {
  const { path, queryParams, body, headers } = readHttp(place);
  const mappings = [
    { argument: 'http.path', text: path, code: 'INVALID_URL_PROPERTY' },
    { argument: 'http.queryParams', text: queryParams, code: 'INVALID_URL_PROPERTY' },
    { argument: 'http.body', text: body, code: 'INVALID_BODY' },
  ];
  return [
    ...mappings.flatMap(({ argument, text, code }): ConnectorText[] =>
      text === undefined ? [] : [{ ...requestText(place, { argument, text, code }), form: 'selection' }],
    ),
    ...headers.flatMap(({ value }, index) =>
      value === undefined
        ? []
        : [requestText(place, { argument: `http.headers[${index}].value`, text: value, code: 'INVALID_HEADER' })],
    ),
  ];
}

function sharedTexts(place: ConnectorDefinition | ConnectorSource): ConnectorText[] {
  const isSuccess = place.args['isSuccess'] === undefined ? [] : [answerText(place, 'isSuccess', 'INVALID_IS_SUCCESS')];
  return [...errorTexts(place), ...isSuccess];
}

function requestText(
  { version }: ConnectorDefinition | ConnectorSource,
  text: Pick<ConnectorText, 'argument' | 'text' | 'code'>,
): ConnectorText {
  return { ...text, form: 'template', phase: 'request', version };
}

function answerText(
  { args, version }: ConnectorDefinition | ConnectorSource,
  argument: string,
  code: string,
): ConnectorText {
  const text = args[argument];
  return { argument, form: 'value', phase: 'answer', text: typeof text === 'string' ? text : '', version, code };
}

function problemOf(place: ConnectorDefinition | ConnectorSource, code: string, message: string): ConnectorProblem {
  const coordinate = 'coordinate' in place ? place.coordinate : `${place.subgraph}:@source(name: "${place.name}")`;
  return { code, message, subgraph: place.subgraph, coordinate };
}
