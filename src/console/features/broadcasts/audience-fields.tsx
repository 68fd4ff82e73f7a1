import { Alert, MultiSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import type { Audience, AudiencePreview } from '../../../broadcasts/types.ts';
import type { Post } from '../../../org/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { usePostOptions } from '../../components/org-words.ts';
import { foldedFilter, useUnits } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatMoment } from '../../lib/time.ts';
import { usePreview } from './api.ts';
import { text } from './text.ts';

/** Who would get it now, at what cost, and who would not and why. */
export const ReachLines = ({ preview }: { preview: AudiencePreview }) => {
  const t = useText(text);
  if (preview.unreached.length === 0 && preview.paid === 0) return null;
  return (
    <>
      <Text component="span" display="block" mt={4}>
        {t.reachable(preview.reachable)}
        {preview.paid > 0 ? ` ${t.paid(preview.paid)}` : ''}
      </Text>
      {preview.unreached.map(({ code, sentence }) => (
        <Text key={code} component="span" display="block" mt={4}>
          {sentence}
        </Text>
      ))}
    </>
  );
};

const Preview = ({ audience }: { audience: Audience }) => {
  const t = useText(text);
  const [settled] = useDebouncedValue(audience, 300);
  const preview = usePreview(settled);
  if (audience.unitIds.length === 0) return <Text c="dimmed">{t.previewEmpty}</Text>;
  if (preview.error) return <ErrorMessage error={preview.error} />;
  if (!preview.data) return null;
  const { inWords, names, heldUntil, groups, persons } = preview.data;
  const rest = groups + persons - names.length;
  return (
    <Alert variant="light" icon={<IconUsers aria-hidden />} title={`${t.preview}: ${inWords}`} role="status">
      <Text>
        {names.join(', ')}
        {rest > 0 ? '…' : ''}
      </Text>
      <ReachLines preview={preview.data} />
      {heldUntil === undefined ? null : <Text mt={4}>{t.heldUntil(formatMoment(heldUntil))}</Text>}
    </Alert>
  );
};

interface Fields {
  readonly value: Audience;
  readonly onChange: (value: Audience) => void;
  readonly error?: string | undefined;
}

/** Units × groups, or units × posts, with how many that is today. */
export const AudienceFields = ({ value, onChange, error }: Fields) => {
  const t = useText(text);
  const units = useUnits();
  const posts = usePostOptions();
  const parents = new Map(units.data?.map((unit) => [unit.path, unit]));
  const label = ({ name, path, level }: { name: string; path: string; level: string }) => {
    const parent = level === 'chi_hoi' ? parents.get(path.replace(/[^/]+\/$/, '')) : undefined;
    return parent ? `${name}, ${parent.name}` : name;
  };
  return (
    <Stack>
      <MultiSelect
        size="md"
        label={t.units}
        description={t.unitsHint}
        required
        searchable
        filter={foldedFilter}
        limit={60}
        error={error}
        data={(units.data ?? []).map((unit) => ({ value: unit.id, label: label(unit) }))}
        value={value.unitIds}
        onChange={(unitIds) => onChange({ ...value, unitIds })}
      />
      <SegmentedControl
        size="md"
        aria-label={t.to}
        value={value.to}
        onChange={(to) => onChange({ ...value, to: to as Audience['to'] })}
        data={[
          { value: 'groups', label: t.toGroups },
          { value: 'people', label: t.toPeople },
        ]}
      />
      {value.to === 'people' ? (
        <MultiSelect
          size="md"
          label={t.posts}
          data={posts}
          value={value.posts ?? []}
          onChange={(chosen) => onChange({ ...value, posts: chosen as Post[] })}
        />
      ) : null}
      <Preview audience={value} />
    </Stack>
  );
};
