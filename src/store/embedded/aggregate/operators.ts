import { Context } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import { type Doc, isDoc } from '../bson.ts';
import { ServerError, unsupported } from '../errors.ts';

/** Stages and operators that run code, write, or need what an embedded file has not. */
const REFUSED_STAGES = [
  '$merge',
  '$out',
  '$changeStream',
  '$collStats',
  '$indexStats',
  '$geoNear',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$planCacheStats',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$querySettings',
];
const REFUSED_OPERATORS = ['$function', '$accumulator', '$where', '$meta', '$toHashedIndexKey', '$sampleRate'];

/** mingo's operators, all of them. */
export const CONTEXT = Context.init({
  accumulator: { ...accumulators } as never,
  expression: { ...expressions } as never,
  pipeline: { ...stages } as never,
  query: { ...queries } as never,
  window: { ...windows } as never,
});

const OPERATORS = new Set([...Object.keys(accumulators), ...Object.keys(expressions), ...Object.keys(windows)]);
const STAGES = new Set(Object.keys(stages));

/** Stages whose content is expressions, each checked before the first document is read. */
const WITH_EXPRESSIONS = new Set([
  '$project',
  '$addFields',
  '$set',
  '$group',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$bucket',
  '$bucketAuto',
  '$sortByCount',
  '$setWindowFields',
  '$fill',
]);

/** Throws for an operator that does not exist or is not supported, by its name. */
export const checkExpression = (expression: unknown): void => {
  if (Array.isArray(expression)) {
    for (const one of expression) checkExpression(one);
    return;
  }
  if (!isDoc(expression)) return;
  for (const [key, value] of Object.entries(expression)) {
    if (key === '$literal') continue;
    if (key.startsWith('$')) {
      if (REFUSED_OPERATORS.includes(key)) throw unsupported(key);
      if (!OPERATORS.has(key)) throw new ServerError(168, `Unrecognized expression '${key}'`);
    }
    checkExpression(value);
  }
};

/** Checks a pipeline's stages, those inside of other stages too. */
export const checkStages = (pipeline: unknown): Doc[] => {
  if (!Array.isArray(pipeline)) throw new ServerError(14, "'pipeline' option must be specified as an array");
  pipeline.forEach((stage: unknown, at) => {
    const names = isDoc(stage) ? Object.keys(stage) : [];
    const [name] = names;
    if (name === undefined || names.length !== 1)
      throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.');
    if (REFUSED_STAGES.includes(name)) throw unsupported(`Stage ${name}`);
    if (!STAGES.has(name)) throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
    const content = (stage as Doc)[name];
    if (WITH_EXPRESSIONS.has(name)) checkContent(name, content);
    if (name === '$facet' && isDoc(content)) for (const inner of Object.values(content)) checkStages(inner);
    if ((name === '$lookup' || name === '$unionWith') && isDoc(content) && content.pipeline !== undefined)
      checkStages(content.pipeline);
    if (name === '$limit' && !(Number(content) > 0)) throw new ServerError(15958, 'the limit must be positive');
    if (name === '$documents' && at !== 0)
      throw new ServerError(40602, '$documents is only valid as the first stage in a pipeline');
  });
  return pipeline as Doc[];
};

const checkContent = (name: string, content: unknown): void => {
  if (name === '$group') {
    if (!isDoc(content)) throw new ServerError(15947, "a group's fields must be specified in an object");
    if (!('_id' in content)) throw new ServerError(15955, 'a group specification must include an _id');
  }
  // Window operators keep their settings beside the operator.
  if (name === '$setWindowFields' || name === '$fill' || name === '$bucketAuto') return;
  checkExpression(content);
};
