import {
  Button,
  Fieldset,
  Group,
  Input,
  Modal,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import type { Target, TargetGroup } from '../../../learning/types.ts';
import type { Post } from '../../../org/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { usePostOptions } from '../../components/org-words.ts';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { useClearTarget, useSetTarget, useTarget } from './api.ts';
import { text } from './text.ts';

/** A key that no group of the target has; keys are only told apart, never shown. */
const freshKey = (groups: readonly TargetGroup[]): string => {
  const taken = new Set(groups.map((group) => group.key));
  let number = groups.length + 1;
  while (taken.has(`nhom_${number}`)) number++;
  return `nhom_${number}`;
};

interface GroupFieldsProps {
  readonly index: number;
  readonly group: TargetGroup;
  readonly onChange: (group: TargetGroup) => void;
  /** Somebody tried to save: what is missing is marked. */
  readonly tried: boolean;
  /** Absent for the only group: a target has at least one. */
  readonly onRemove?: () => void;
}

const GroupFields = ({ index, group, onChange, tried, onRemove }: GroupFieldsProps) => {
  const t = useText(text);
  const language = useLanguage();
  const posts = usePostOptions();
  return (
    <Fieldset legend={t.group(String(index + 1))} radius="md">
      <Stack gap="sm">
        <TextInput
          label={t.groupName}
          required
          value={group.label}
          onChange={(event) => onChange({ ...group, label: event.currentTarget.value })}
        />
        <MultiSelect
          size="md"
          label={t.posts}
          required
          searchable
          data={posts}
          value={group.posts}
          error={tried && group.posts.length === 0 ? t.choosePosts : undefined}
          onChange={(chosen) => onChange({ ...group, posts: chosen as Post[] })}
        />
        <div>
          <Input.Label size="md" labelElement="div">
            {t.measure}
          </Input.Label>
          <SegmentedControl
            size="md"
            fullWidth
            aria-label={t.measure}
            value={group.measure}
            onChange={(measure) => onChange({ ...group, measure: measure as TargetGroup['measure'] })}
            data={[
              { value: 'attendances', label: t.byAttendances },
              { value: 'persons', label: t.byPersons },
            ]}
          />
          <Text c="dimmed" mt={4}>
            {group.measure === 'attendances' ? t.attendancesHint : t.personsHint}
          </Text>
        </div>
        <Group justify="space-between" align="flex-end">
          <NumberInput
            label={t.percent}
            required
            w={160}
            min={1}
            max={1000}
            decimalScale={1}
            decimalSeparator={language === 'vi' ? ',' : '.'}
            value={group.percent}
            onChange={(percent) => onChange({ ...group, percent: Number(percent) })}
          />
          {onRemove === undefined ? null : (
            <Button variant="subtle" color="red" onClick={onRemove}>
              {t.removeGroup}
            </Button>
          )}
        </Group>
      </Stack>
    </Fieldset>
  );
};

interface TargetFormProps {
  readonly unit: { readonly name: string; readonly path: string };
  readonly year: number;
}

const Editor = ({ unit, year, target, onDone }: TargetFormProps & { target: Target; onDone: () => void }) => {
  const t = useText(text);
  const [groups, setGroups] = useState<readonly TargetGroup[]>(target.groups);
  const [tried, setTried] = useState(false);
  const save = useSetTarget(unit.path, year);
  const clear = useClearTarget(unit.path, year);
  const finish = () => {
    notifyDone(t.targetSaved);
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (groups.every((group) => group.posts.length > 0)) save.mutate(groups, { onSuccess: finish });
      }}
    >
      <Stack>
        <Text c="dimmed">{t.setTargetAbout}</Text>
        {groups.map((group, index) => (
          <GroupFields
            key={group.key}
            index={index}
            group={group}
            tried={tried}
            onChange={(next) => setGroups(groups.map((each) => (each.key === group.key ? next : each)))}
            {...(groups.length > 1
              ? { onRemove: () => setGroups(groups.filter((each) => each.key !== group.key)) }
              : {})}
          />
        ))}
        <Button
          variant="light"
          style={{ alignSelf: 'flex-start' }}
          onClick={() =>
            setGroups([
              ...groups,
              { key: freshKey(groups), label: '', posts: [], measure: 'persons' as const, percent: 100 },
            ])
          }
        >
          {t.addGroup}
        </Button>
        <ErrorMessage error={save.error} />
        <Group justify="space-between">
          <Button type="submit" loading={save.isPending}>
            {t.saveChanges}
          </Button>
          {target.from === unit.path ? (
            <ConfirmButton
              question={t.clearQuestion}
              consequence={t.clearConsequence}
              onConfirm={async () => {
                await clear.mutateAsync(undefined);
                finish();
              }}
            >
              {t.clear}
            </ConfirmButton>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
};

const Opened = (props: TargetFormProps & { onDone: () => void }) => {
  const target = useTarget(props.unit.path, props.year);
  if (target.error) return <ErrorMessage error={target.error} onRetry={() => void target.refetch()} />;
  return target.data ? <Editor {...props} target={target.data} /> : <Loading />;
};

/** A button that opens the year's target of a unit. */
export const TargetButton = ({ unit, year }: TargetFormProps) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>{t.setTarget}</Button>
      <Modal opened={opened} onClose={close} size="lg" title={t.setTargetTitle(unit.name, String(year))}>
        <Opened unit={unit} year={year} onDone={close} />
      </Modal>
    </>
  );
};
