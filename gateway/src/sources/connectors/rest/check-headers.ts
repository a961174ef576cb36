import type { ConnectorDefinition, ConnectorProblem, ConnectorSource } from '../connector.js';
import { forbiddenHeaders, valueOnlyHeaders } from './build-headers.js';
import { type HeaderArgument, readHttp } from './rest-arguments.js';

/** RFC 9110 section 5.6.2, token. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with the headers of a connector or source, their templates apart. */
export function checkHeaders(place: ConnectorDefinition | ConnectorSource): ConnectorProblem[] {
  const { headers } = readHttp(place);
  const coordinate = 'coordinate' in place ? place.coordinate : `${place.subgraph}:@source(name: "${place.name}")`;
  const seen = new Set<string>();
  return headers.flatMap((header, index) => {
    const name = header.name.toLowerCase();
    const collides = seen.has(name);
    seen.add(name);
    const at = { subgraph: place.subgraph, coordinate: `${coordinate} http.headers[${index}]` };
    if (collides) {
      return [{ ...at, code: 'HTTP_HEADER_NAME_COLLISION', message: `Header "${header.name}" is set twice` }];
    }
    const message = faultOf(header, name);
    return message === undefined ? [] : [{ ...at, code: 'INVALID_HEADER', message }];
  });
}

function faultOf(header: HeaderArgument, name: string): string | undefined {
  if (!headerName.test(header.name)) return `"${header.name}" is no header name`;
  if (forbiddenHeaders.has(name)) return `Header "${header.name}" cannot be set: it belongs to the connection`;
  if ((header.from === undefined) === (header.value === undefined)) {
    return `Header "${header.name}" needs either "from" or "value"`;
  }
  if (header.from !== undefined && valueOnlyHeaders.has(name)) {
    return `Header "${header.name}" cannot be copied from the client: set it by "value"`;
  }
  return header.from !== undefined && !headerName.test(header.from) ? `"${header.from}" is no header name` : undefined;
}
