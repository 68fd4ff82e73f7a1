import { MultiSelect, Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MeetingGroups } from '../../../meetings/types.ts';
import type { Post } from '../../../org/types.ts';
import { usePostOptions } from '../../components/org-words.ts';
import { useText } from '../../lib/i18n.ts';
import { useGroups } from './api.ts';
import { text } from './text.ts';

interface Fields {
  /** Of the unit that meets. */
  readonly unitPath: string;
  readonly groups: MeetingGroups;
  readonly posts: readonly Post[];
  readonly onChange: (part: { groups?: MeetingGroups; posts?: readonly Post[] }) => void;
  readonly errors: { readonly groups?: ReactNode; readonly posts?: ReactNode };
}

/** Which groups are told, and whose answers are awaited. */
export const InvitedFields = ({ unitPath, groups, posts, onChange, errors }: Fields) => {
  const t = useText(text);
  const all = useGroups();
  const postOptions = usePostOptions();
  const below = (all.data ?? []).filter((group) => group.unit.path.startsWith(unitPath));
  const own = below.filter((group) => group.unit.path === unitPath);
  const choose = (type: string) =>
    onChange({ groups: type === 'chosen' ? { type, ids: [] } : { type: type === 'unit' ? 'unit' : 'subtree' } });
  const hint = (count: number) => (count === 0 ? t.noGroupHere : t.groupsToday(String(count)));
  return (
    <Stack>
      <Radio.Group
        label={t.groups}
        size="md"
        value={groups.type}
        onChange={choose}
        error={errors.groups}
        {...(all.data && groups.type !== 'chosen'
          ? { description: hint(groups.type === 'unit' ? own.length : below.length) }
          : {})}
      >
        <Stack gap="sm" mt="xs">
          <Radio size="md" value="subtree" label={t.subtree} />
          <Radio size="md" value="unit" label={t.unitOnly} />
          <Radio size="md" value="chosen" label={t.chosenGroups} />
        </Stack>
      </Radio.Group>
      {groups.type === 'chosen' ? (
        <MultiSelect
          size="md"
          label={t.chooseGroups}
          required
          searchable
          data={below.map(({ id, name }) => ({ value: id, label: name }))}
          value={groups.ids}
          onChange={(ids) => onChange({ groups: { type: 'chosen', ids } })}
        />
      ) : null}
      <MultiSelect
        size="md"
        label={t.posts}
        description={t.postsHint}
        searchable
        data={postOptions}
        value={[...posts]}
        error={errors.posts}
        onChange={(chosen) => onChange({ posts: chosen as Post[] })}
      />
    </Stack>
  );
};
