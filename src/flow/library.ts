import type { CompiledFlow } from './compile/ops.ts';
import type { FlowSource } from './engine/run.ts';
import { type Routed, route } from './router.ts';
import type { Understanding } from './understanding.ts';

export interface FlowLibrary extends FlowSource {
  readonly flows: readonly CompiledFlow[];
  route(text: string): Routed | undefined;
  scopeOf(flow: string): 'person' | 'group' | undefined;
}

/**
 * The flows in use, by name; `older` gives versions that are only kept for sessions that started with them (a host
 * stores `CompiledFlow.source` under flow and version, and reads it back with `recompileFlow`).
 */
export const flowLibrary = (
  flows: readonly CompiledFlow[],
  understanding: Understanding,
  older: readonly CompiledFlow[] = [],
): FlowLibrary => {
  const present = new Map(flows.map((flow) => [flow.name, flow]));
  const versions = new Map([...older, ...flows].map((flow) => [`${flow.name}@${flow.version}`, flow]));
  const commands = new Map(flows.flatMap((flow) => flow.commands.map((command) => [command, flow.name] as const)));
  return {
    flows,
    find: (flow, version) => {
      const newest = present.get(flow);
      if (version === undefined || newest?.version === version) return newest;
      return versions.get(`${flow}@${version}`);
    },
    command: (command) => commands.get(command),
    route: (text) => route(flows, text, understanding),
    scopeOf: (flow) => present.get(flow)?.scope,
  };
};
