import { Button, Group, List, Stack, Text } from '@mantine/core';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { Loading } from '../../../components/loading.tsx';
import { notifyDone } from '../../../components/notify.ts';
import { usePostLabel } from '../../../components/org-words.ts';
import { useUnitLabel } from '../../../components/unit-label.ts';
import { showDay } from '../../../lib/day.ts';
import { useText } from '../../../lib/i18n.ts';
import { showPhone } from '../phone.ts';
import { text as peopleText } from '../text.ts';
import { type Preview, useAccounts, useMerge, usePreview } from './api.ts';
import { text } from './text.ts';

const Lines = ({ title, lines }: { title: string; lines: readonly { key: string; line: string }[] }) =>
  lines.length === 0 ? null : (
    <div>
      <Text fw={600}>{title}</Text>
      <List>
        {lines.map(({ key, line }) => (
          <List.Item key={key}>{line}</List.Item>
        ))}
      </List>
    </div>
  );

const WhatMoves = ({ preview }: { preview: Preview }) => {
  const t = useText(text);
  const p = useText(peopleText);
  const postLabel = usePostLabel();
  const unitLabel = useUnitLabel();
  const posts = (list: Preview['moved']) =>
    list.map((held) => ({
      key: held.id,
      line: `${postLabel(held.post)} · ${unitLabel(held.unit)} · ${p.span(showDay(held.from), held.to && showDay(held.to))}`,
    }));
  const accounts = (useAccounts(preview.drop.id).data?.items ?? []).map(({ contact, channel, name }) => ({
    key: contact,
    line: t.account(t.channel(channel), name),
  }));
  return (
    <>
      <Lines title={t.moved} lines={posts(preview.moved)} />
      <Lines title={t.joined} lines={posts(preview.joined)} />
      <Lines title={t.accountsMoved} lines={accounts} />
      {preview.moved.length + preview.joined.length + accounts.length === 0 ? <Text>{t.nothing}</Text> : null}
      {preview.after.phone === undefined ? null : <Text>{t.phoneKept(showPhone(preview.after.phone))}</Text>}
      {preview.phoneDropped ? <Text>{t.phoneDropped}</Text> : null}
    </>
  );
};

interface Props {
  readonly keep: string;
  readonly drop: string;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** What merging would do, before it is done. */
export const PreviewMerge = ({ keep, drop, onBack, onDone }: Props) => {
  const t = useText(text);
  const preview = usePreview(keep, drop);
  const merge = useMerge(keep);
  const back = (
    <Button variant="default" onClick={onBack}>
      {t.back}
    </Button>
  );
  if (preview.error !== null && !merge.isPending)
    return (
      <Stack>
        <ErrorMessage error={preview.error} />
        <Group justify="flex-end">{back}</Group>
      </Stack>
    );
  if (preview.data === undefined) return <Loading />;
  const doMerge = () =>
    merge.mutate(drop, {
      onSuccess: () => {
        notifyDone(t.merged);
        onDone();
      },
    });
  return (
    <Stack>
      <Text>{t.preview(preview.data.drop.name, preview.data.keep.name)}</Text>
      <WhatMoves preview={preview.data} />
      <Text c="dimmed">{t.undoable}</Text>
      <ErrorMessage error={merge.error} />
      <Group justify="flex-end">
        {back}
        <Button onClick={doMerge} loading={merge.isPending}>
          {t.doMerge}
        </Button>
      </Group>
    </Stack>
  );
};
