import { Button, MultiSelect, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { UnitRecord } from '../../../org/types.ts';
import { common } from '../../app/text.ts';
import { DayField } from '../../components/day-field.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { toWall } from '../../lib/time.ts';
import { useClose, useCreateChapter, useMerge, useRename } from './api.ts';
import { text } from './text.ts';

const today = () => toWall(new Date().toISOString()).slice(0, 10);

interface FrameProps {
  readonly onSubmit: () => void;
  readonly error: unknown;
  readonly pending: boolean;
  readonly label: string;
  readonly danger?: boolean;
  readonly children: ReactNode;
}

const Frame = ({ onSubmit, error, pending, label, danger = false, children }: FrameProps) => {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {children}
        <ErrorMessage error={error} />
        <Button type="submit" loading={pending} {...(danger ? { color: 'red' } : {})}>
          {label}
        </Button>
      </Stack>
    </form>
  );
};

/** Name and day: what is missing is said once somebody has tried to send. */
const useNameAndDay = (initialName: string) => {
  const t = useText(text);
  const [name, setName] = useState(initialName);
  const [day, setDay] = useState<string | null>(today);
  const [tried, setTried] = useState(false);
  const missing = {
    name: tried && name.trim().length < 2 ? t.nameMissing : undefined,
    day: tried && day === null ? t.dayMissing : undefined,
  };
  const ready = (then: (name: string, day: string) => void) => {
    setTried(true);
    if (name.trim().length >= 2 && day !== null) then(name, day);
  };
  return { name, setName, day, setDay, missing, ready };
};

interface FormProps {
  readonly unit: UnitRecord;
  readonly onDone: () => void;
}

export const AddChapter = ({ unit, onDone }: FormProps) => {
  const t = useText(text);
  const create = useCreateChapter(unit.id);
  const { name, setName, day, setDay, missing, ready } = useNameAndDay('');
  const refused = fieldErrors(create.error, ['name', 'from']);
  const done = ({ name: made }: UnitRecord) => {
    notifyDone(t.added(made));
    onDone();
  };
  return (
    <Frame
      label={t.add}
      pending={create.isPending}
      error={refused ? null : create.error}
      onSubmit={() => ready((given, from) => create.mutate({ name: given, from }, { onSuccess: done }))}
    >
      <Text>{t.addAbout(unit.name)}</Text>
      <TextInput
        label={t.name}
        description={t.nameHint}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing.name ?? refused?.name}
      />
      <DayField label={t.fromDay} required value={day} onChange={setDay} error={missing.day ?? refused?.from} />
    </Frame>
  );
};

export const Rename = ({ unit, onDone }: FormProps) => {
  const t = useText(text);
  const c = useText(common);
  const rename = useRename(unit.id);
  const { name, setName, day, setDay, missing, ready } = useNameAndDay(unit.name);
  const refused = fieldErrors(rename.error, ['name', 'on']);
  const done = ({ name: now }: UnitRecord) => {
    notifyDone(t.renamed(now));
    onDone();
  };
  return (
    <Frame
      label={c.save}
      pending={rename.isPending}
      error={refused ? null : rename.error}
      onSubmit={() => ready((given, on) => rename.mutate({ name: given, on }, { onSuccess: done }))}
    >
      <Text>{t.renameAbout}</Text>
      <TextInput
        label={t.newName}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing.name ?? refused?.name}
      />
      <DayField label={t.renameDay} required value={day} onChange={setDay} error={missing.day ?? refused?.on} />
    </Frame>
  );
};

export const CloseUnit = ({ unit, onDone }: FormProps) => {
  const t = useText(text);
  const close = useClose(unit.id);
  const [day, setDay] = useState<string | null>(today);
  const refused = fieldErrors(close.error, ['to']);
  const submit = () =>
    day !== null &&
    close.mutate(day, {
      onSuccess: () => {
        notifyDone(t.closed(unit.name));
        onDone();
      },
    });
  return (
    <Frame danger label={t.closeDo} pending={close.isPending} error={refused ? null : close.error} onSubmit={submit}>
      <Text>{t.closeAbout}</Text>
      <DayField
        label={t.closeDay}
        required
        value={day}
        onChange={setDay}
        error={day === null ? t.dayMissing : refused?.to}
      />
    </Frame>
  );
};

export const MergeChapters = ({ chapters, onDone }: { chapters: readonly UnitRecord[]; onDone: () => void }) => {
  const t = useText(text);
  const merge = useMerge();
  const { name, setName, day, setDay, missing, ready } = useNameAndDay('');
  const [from, setFrom] = useState<string[]>([]);
  const [posts, setPosts] = useState<'move' | 'end'>('move');
  const [few, setFew] = useState(false);
  const refused = fieldErrors(merge.error, ['from', 'name', 'on']);
  const done = (made: UnitRecord) => {
    notifyDone(t.merged(made.name));
    onDone();
  };
  const submit = () => {
    setFew(from.length < 2);
    ready((given, on) => {
      if (from.length >= 2) merge.mutate({ from, name: given, on, posts }, { onSuccess: done });
    });
  };
  return (
    <Frame label={t.mergeDo} pending={merge.isPending} error={refused ? null : merge.error} onSubmit={submit}>
      <Text>{t.mergeAbout}</Text>
      <MultiSelect
        size="md"
        label={t.mergeFrom}
        required
        searchable
        data={chapters.map(({ id, name: label }) => ({ value: id, label }))}
        value={from}
        onChange={setFrom}
        error={few && from.length < 2 ? t.mergeFromMissing : refused?.from}
      />
      <TextInput
        label={t.mergeName}
        description={t.nameHint}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing.name ?? refused?.name}
      />
      <DayField label={t.mergeDay} required value={day} onChange={setDay} error={missing.day ?? refused?.on} />
      <Radio.Group size="md" label={t.mergePosts} value={posts} onChange={(next) => setPosts(next as 'move' | 'end')}>
        <Stack gap="xs" mt="xs">
          <Radio size="md" value="move" label={t.mergeMove} />
          <Radio size="md" value="end" label={t.mergeEnd} />
        </Stack>
      </Radio.Group>
    </Frame>
  );
};
