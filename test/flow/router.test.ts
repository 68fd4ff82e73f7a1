import { expect, test } from 'vitest';
import { route } from '../../src/flow/router.ts';
import { vietnamese } from '../../src/language/index.ts';
import { flowsOf } from './support/flows.ts';

const QUERY = 'vars: { query: { type: text, default: "" } }\n';
const flows = flowsOf({
  'tra-cuu': `triggers: [tra cứu, 'tài liệu {query}', 'tra cứu {query}']\n${QUERY}steps:\n  - say: a\n`,
  moi: 'triggers: [tài liệu mới]\nsteps:\n  - say: b\n',
  menu: 'commands: [menu, help]\nsteps:\n  - say: c\n',
  dung: 'triggers: [dừng]\nsteps:\n  - say: d\n',
  dong: 'triggers: [đúng]\nsteps:\n  - say: e\n',
});

const cases: readonly [text: string, flow: string | undefined, vars: Record<string, string>][] = [
  ['tài liệu bạo lực gia đình', 'tra-cuu', { query: 'bạo lực gia đình' }],
  ['tai lieu bao luc gia dinh', 'tra-cuu', { query: 'bao luc gia dinh' }],
  ['tl bình đẳng giới', 'tra-cuu', { query: 'bình đẳng giới' }],
  ['cho chị xin tài liệu vay vốn với em', 'tra-cuu', { query: 'vay vốn' }],
  ['tra cuu', 'tra-cuu', {}],
  ['tai lieu moi', 'moi', {}],
  ['menu', 'menu', {}],
  ['trợ giúp', 'menu', {}],
  ['dừng', 'dung', {}],
  ['đúng', 'dong', {}],
  ['hôm nay trời đẹp', undefined, {}],
  ['', undefined, {}],
];

test.each(cases)('"%s" starts %s', (text, flow, vars) => {
  const found = route(flows, text, vietnamese);
  expect(found?.flow).toBe(flow);
  expect(found?.vars ?? {}).toEqual(vars);
});
