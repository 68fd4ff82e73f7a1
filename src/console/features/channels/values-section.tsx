import { Button, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountView, KindView } from '../../../accounts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { Advanced } from './advanced.tsx';
import { useEdit } from './api.ts';
import { text } from './connect-text.ts';
import { FieldInputs } from './field-inputs.tsx';
import { Section } from './section.tsx';
import { text as words } from './text.ts';
import { changedValues, initialValues, missingFields, type Value } from './values.ts';

/** Replaces an account's name and fields; a secret is typed anew or stays as it is. */
export const ValuesSection = ({ account, kind }: { account: AccountView; kind: KindView }) => {
  const t = useText(text);
  const w = useText(words);
  const edit = useEdit(account.id);
  const { fields } = kind;
  const initial = initialValues(fields, account.settings);
  const [name, setName] = useState(account.name);
  // Only what was touched: a setting that changes on the server meanwhile (an OA's id) is shown and not undone.
  const [touched, setTouched] = useState<Readonly<Record<string, Value>>>({});
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({});
  const values = { ...initial, ...touched };
  const changed = {
    ...changedValues(initial, values),
    ...Object.fromEntries(removed.map((secret) => [secret, ''])),
  };
  const isChanged = name.trim() !== account.name || Object.keys(changed).length > 0;
  const shown = fields.filter(({ advanced }) => advanced !== true);
  const hidden = fields.filter(({ advanced }) => advanced === true);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = {
      ...Object.fromEntries(missingFields(fields, values, account.secretsSet).map((field) => [field, w.required])),
      ...(name.trim() === '' && { name: w.required }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    edit.mutate(
      { ...(name.trim() !== account.name && { name }), ...(Object.keys(changed).length > 0 && { values: changed }) },
      {
        onSuccess: () => {
          setTouched({});
          setRemoved([]);
          notifyDone();
        },
        onError: (error) => {
          const found = fieldErrors(error, ['name', ...fields.map((field) => `values.${field.name}`)]) ?? {};
          setErrors(
            Object.fromEntries(Object.entries(found).map(([place, why]) => [place.replace(/^values\./, ''), why])),
          );
        },
      },
    );
  };
  const inputs = {
    values,
    errors,
    present: account.secretsSet,
    removed,
    onChange: (field: string, value: Value) => {
      setTouched((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    },
    onRemove: (secret: string, remove: boolean) =>
      setRemoved((before) => (remove ? [...before, secret] : before.filter((one) => one !== secret))),
  };
  const marked = Object.values(errors).some((why) => why !== undefined);
  return (
    <Section title={t.values}>
      <form onSubmit={submit} noValidate>
        <Stack maw={640}>
          <TextInput
            label={w.name}
            description={w.nameHint}
            required
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {shown.length > 0 ? <FieldInputs fields={shown} {...inputs} /> : null}
          {hidden.length > 0 ? (
            <Advanced wrong={hidden.some((field) => errors[field.name] !== undefined)}>
              <FieldInputs fields={hidden} {...inputs} />
            </Advanced>
          ) : null}
          <ErrorMessage error={marked ? null : edit.error} />
          {isChanged ? null : <Text c="dimmed">{t.nothingChanged}</Text>}
          <Button type="submit" loading={edit.isPending} disabled={!isChanged} style={{ alignSelf: 'flex-start' }}>
            {t.save}
          </Button>
        </Stack>
      </form>
    </Section>
  );
};
