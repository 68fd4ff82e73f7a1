import { Alert, Anchor, Button, Card, Checkbox, List, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { KindView } from '../../../accounts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { Advanced } from './advanced.tsx';
import { useAdd, useKinds } from './api.ts';
import { FieldInputs } from './field-inputs.tsx';
import { KindCards } from './kind-cards.tsx';
import { text } from './text.ts';
import { changedValues, initialValues, missingFields } from './values.ts';

type Errors = Readonly<Record<string, string | undefined>>;

/** The failure's sentences by field: `body.values.token` marks `token`. */
const errorsOf = (error: unknown, kind: KindView): Errors | undefined => {
  const places = ['name', 'unit', ...kind.fields.map(({ name }) => `values.${name}`)];
  const found = fieldErrors(error, places);
  return (
    found && Object.fromEntries(Object.entries(found).map(([place, words]) => [place.replace(/^values\./, ''), words]))
  );
};

/** What is to be known of a kind; an unofficial one asks whether it was read. */
const Warnings = ({
  kind: { warnings, unofficial },
  accepted,
  error,
  onAccept,
}: {
  kind: KindView;
  accepted: boolean;
  error: string | undefined;
  onAccept: (accepted: boolean) => void;
}) => {
  const t = useText(text);
  if (warnings.length === 0) return null;
  return (
    <Alert
      color={unofficial ? 'orange' : 'blue'}
      variant="light"
      icon={unofficial ? <IconAlertTriangle aria-hidden /> : <IconInfoCircle aria-hidden />}
      title={unofficial ? t.warningsTitle : t.factsTitle}
    >
      <Stack>
        <List spacing={6}>
          {warnings.map((warning) => (
            <List.Item key={warning}>{warning}</List.Item>
          ))}
        </List>
        {unofficial ? (
          <Checkbox
            label={t.accept}
            checked={accepted}
            error={error}
            onChange={(event) => onAccept(event.currentTarget.checked)}
          />
        ) : null}
      </Stack>
    </Alert>
  );
};

const AddForm = ({ kind }: { kind: KindView }) => {
  const t = useText(text);
  const { admin } = useSession();
  const navigate = useNavigate();
  const add = useAdd();
  const initial = initialValues(kind.fields, kind.defaults);
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<string | null>(admin.unitPath);
  const [values, setValues] = useState(initial);
  const [accepted, setAccepted] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const shown = kind.fields.filter(({ advanced }) => advanced !== true);
  const hidden = kind.fields.filter(({ advanced }) => advanced === true);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = missingFields(kind.fields, values);
    const wrong: Errors = {
      ...Object.fromEntries(missing.map((field) => [field, t.required])),
      ...(name.trim() === '' && { name: t.required }),
      ...(kind.unofficial && !accepted && { accepted: t.acceptMissing }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    add.mutate(
      {
        kind: kind.kind,
        name,
        ...(unit !== null && unit !== admin.unitPath && { unit: unitIdOf(unit) }),
        values: changedValues(initial, values),
      },
      {
        onSuccess: (account) => {
          notifyDone(t.created(account.name));
          void navigate(`/kenh/${account.id}`);
        },
        onError: (error) => setErrors(errorsOf(error, kind) ?? {}),
      },
    );
  };
  const inputs = {
    values,
    errors,
    onChange: (field: string, value: string | number | boolean) => {
      setValues((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    },
  };
  const marked = Object.values(errors).some((words) => words !== undefined);
  return (
    <form onSubmit={submit} noValidate>
      <Card withBorder padding="lg" maw={720}>
        <Stack>
          <Warnings
            kind={kind}
            accepted={accepted}
            error={errors.accepted}
            onAccept={(next) => {
              setAccepted(next);
              setErrors((before) => ({ ...before, accepted: undefined }));
            }}
          />
          <TextInput
            label={t.name}
            description={t.nameHint}
            required
            value={name}
            error={errors.name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setErrors((before) => ({ ...before, name: undefined }));
            }}
          />
          {shown.length > 0 ? <FieldInputs fields={shown} {...inputs} /> : null}
          <Advanced wrong={hidden.some((field) => errors[field.name] !== undefined) || errors.unit !== undefined}>
            <Stack>
              <UnitPicker
                label={t.unit}
                description={t.unitHint}
                withScope
                value={unit}
                onChange={setUnit}
                error={errors.unit}
              />
              <FieldInputs fields={hidden} {...inputs} />
            </Stack>
          </Advanced>
          <ErrorMessage error={marked ? null : add.error} />
          <Button type="submit" loading={add.isPending} style={{ alignSelf: 'flex-start' }}>
            {t.create}
          </Button>
        </Stack>
      </Card>
    </form>
  );
};

/** Chooses a kind of channel, then asks for what that kind needs. */
export const NewAccountPage = () => {
  const t = useText(text);
  const [params] = useSearchParams();
  const kinds = useKinds();
  const kind = kinds.data?.find((one) => one.kind === params.get('kind'));
  return (
    <>
      <PageHeader
        title={kind?.label ?? t.chooseTitle}
        about={kind ? kind.about : t.chooseAbout}
        back={{ to: '/kenh', label: t.back }}
      />
      <ErrorMessage error={kinds.error} onRetry={() => void kinds.refetch()} />
      {kinds.isPending ? <Loading /> : null}
      {kind ? (
        <Stack>
          <AddForm key={kind.kind} kind={kind} />
          <Anchor component={Link} to="/kenh/new">
            {t.chooseOther}
          </Anchor>
        </Stack>
      ) : kinds.data ? (
        <KindCards kinds={kinds.data} />
      ) : null}
    </>
  );
};
