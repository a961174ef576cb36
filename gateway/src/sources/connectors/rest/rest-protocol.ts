import type {
  ConnectorDefinition,
  ConnectorProblem,
  ConnectorProtocol,
  ConnectorSource,
  ConnectorText,
} from '../connector.js';
import { errorTexts } from '../connector-errors.js';
import { isAbsoluteUrl } from './build-url.js';
import { checkHeaders } from './check-headers.js';
import { compileRestCall } from './compile-rest-call.js';
import { readHttp } from './rest-arguments.js';

/** REST connectors: `@connect` and `@source` of the published specification. */
export const restProtocol: ConnectorProtocol = {
  directive: 'connect',
  sourceDirective: 'source',
  specification: 'https://specs.apollo.dev/connect/',
  versions: ['v0.1', 'v0.2', 'v0.3'],
  texts: (definition) => [
    ...readHttp(definition).methods.map(({ method, url }) => requestText(`http.${method}`, url, 'INVALID_URL')),
    ...httpTexts(definition),
    { ...answerText('selection', definition.args['selection'], 'INVALID_SELECTION'), form: 'selection' },
    ...sharedTexts(definition),
  ],
  sourceTexts: (source) => [
    requestText('http.baseURL', readHttp(source).baseURL ?? '', 'INVALID_URL'),
    ...httpTexts(source),
    ...sharedTexts(source),
  ],
  check: (definition, source) => [...checkTarget(definition, source), ...checkHeaders(definition)],
  checkSource: (source) => {
    const { baseURL = '' } = readHttp(source);
    const isHttp = /^https?:\/\/[^/?#]/i.test(baseURL.trim());
    const problem = problemOf(source, 'INVALID_URL_SCHEME', `Expected "baseURL" to start with http:// or https://`);
    return [...(isHttp ? [] : [problem]), ...checkHeaders(source)];
  },
  address(source, settings) {
    const url = settings.url ?? readHttp(source).baseURL ?? '';
    return url.includes('{') ? undefined : url;
  },
  compileCall: compileRestCall,
};

function checkTarget(definition: ConnectorDefinition, source: ConnectorSource | undefined): ConnectorProblem[] {
  const { methods, body } = readHttp(definition);
  const [first] = methods;
  const problem = (code: string, message: string): ConnectorProblem[] => [problemOf(definition, code, message)];
  if (first === undefined)
    return problem('MISSING_HTTP_METHOD', 'Expected one of GET, POST, PUT, PATCH, DELETE in "http"');
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
  return isHttp ? problems : [...problems, ...problem('INVALID_URL_SCHEME', 'Expected a URL of http or https')];
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
      text === undefined ? [] : [{ argument, form: 'selection', phase: 'request', text, code }],
    ),
    ...headers.flatMap(({ value }, index) =>
      value === undefined ? [] : [requestText(`http.headers[${index}].value`, value, 'INVALID_HEADER')],
    ),
  ];
}

function sharedTexts({ args }: ConnectorDefinition | ConnectorSource): ConnectorText[] {
  const isSuccess =
    args['isSuccess'] === undefined ? [] : [answerText('isSuccess', args['isSuccess'], 'INVALID_IS_SUCCESS')];
  return [...errorTexts(args), ...isSuccess];
}

function requestText(argument: string, text: string, code: string): ConnectorText {
  return { argument, form: 'template', phase: 'request', text, code };
}

function answerText(argument: string, text: unknown, code: string): ConnectorText {
  return { argument, form: 'value', phase: 'answer', text: typeof text === 'string' ? text : '', code };
}

function problemOf(place: ConnectorDefinition | ConnectorSource, code: string, message: string): ConnectorProblem {
  const coordinate = 'coordinate' in place ? place.coordinate : `${place.subgraph}:@source(name: "${place.name}")`;
  return { code, message, subgraph: place.subgraph, coordinate };
}
