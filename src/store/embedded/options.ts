import { type Doc, isDoc } from './bson.ts';
import { ServerError, unsupported } from './errors.ts';
import { toInteger } from './numbers.ts';

/** Fields of any command that mean nothing here: there is one server, one copy, and every write is on disk when answered. */
const HARMLESS = new Set([
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'lsid',
  '$db',
  '$readPreference',
  '$clusterTime',
  'rawData',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'bypassDocumentValidation',
  'allowDiskUse',
  'noCursorTimeout',
  'allowPartialResults',
  'maxTimeMSOpOnly',
]);

/** Throws for a field that the command does not know or the store does not support, by its name. */
export const checkFields = (command: string, fields: Doc, known: readonly string[]): void => {
  for (const [name, value] of Object.entries(fields)) {
    if (known.includes(name) || HARMLESS.has(name)) continue;
    if (name === 'collation' && isDoc(value) && value.locale === 'simple') continue;
    if (value === undefined || value === null || value === false) continue;
    throw unsupported(`Option '${name}' of ${command}`);
  }
};

/** A whole number of at least zero, or undefined when the field is not there. */
export const wholeNumber = (command: string, fields: Doc, name: string): number | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const number = toInteger(value);
  if (number === undefined)
    throw new ServerError(14, `BSON field '${command}.${name}' is the wrong type, expected a whole number`);
  if (number < 0) throw new ServerError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
};

/** An embedded document, or undefined when the field is not there. */
export const subDoc = (command: string, fields: Doc, name: string): Doc | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value))
    throw new ServerError(14, `BSON field '${command}.${name}' is the wrong type, expected type 'object'`);
  return value;
};
