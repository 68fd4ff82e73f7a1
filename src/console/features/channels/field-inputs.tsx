import { Checkbox, NumberInput, PasswordInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { Field } from '../../../channels/kind.ts';
import { useText } from '../../lib/i18n.ts';
import classes from './channels.module.css';
import { text } from './text.ts';
import type { Value, Values } from './values.ts';

export interface FieldInputsProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  /** By field name. */
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly onChange: (name: string, value: Value) => void;
  /** Secrets that the server has. */
  readonly present?: readonly string[];
  /** Names of secrets that are to be removed. */
  readonly removed?: readonly string[];
  readonly onRemove?: (name: string, remove: boolean) => void;
}

/** One input for each field of a kind, after what the field says it is. */
const FieldInput = ({ field, ...props }: Omit<FieldInputsProps, 'fields'> & { field: Field }) => {
  const t = useText(text);
  const { name, label, help, secret, input, options } = field;
  const isPresent = secret && (props.present?.includes(name) ?? false);
  const isRemoved = props.removed?.includes(name) ?? false;
  const value = props.values[name] ?? '';
  const shared = {
    label,
    description: help,
    withAsterisk: field.required,
    error: props.errors[name],
    disabled: isRemoved,
    ...(isPresent && { placeholder: t.secretSet }),
  };
  const change = (next: Value) => props.onChange(name, next);
  if (input === 'switch')
    return (
      <Switch
        label={label}
        description={help}
        checked={value === true}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  if (input === 'select')
    return (
      <Select
        {...shared}
        data={(options ?? []).map((option) => ({ ...option }))}
        value={value === '' ? null : String(value)}
        clearable={!field.required}
        onChange={(next) => change(next ?? '')}
      />
    );
  if (input === 'number')
    return (
      <NumberInput
        {...shared}
        value={typeof value === 'boolean' ? '' : value}
        onChange={(next) => change(next)}
        hideControls
        maw={240}
      />
    );
  const typed = {
    ...shared,
    value: String(value),
    onChange: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
    autoCapitalize: 'none',
    spellCheck: false,
  };
  if (input === 'long')
    return (
      <Textarea
        {...typed}
        autoComplete="off"
        autosize
        minRows={3}
        maxRows={10}
        {...(secret && { classNames: { input: classes.hidden ?? '' } })}
      />
    );
  if (secret) return <PasswordInput {...typed} autoComplete="new-password" />;
  return <TextInput {...typed} autoComplete="off" inputMode={input === 'url' ? 'url' : 'text'} />;
};

/** The inputs of a kind's fields, with a way to remove a stored secret that the kind can do without. */
export const FieldInputs = ({ fields, ...props }: FieldInputsProps) => {
  const t = useText(text);
  return (
    <Stack>
      {fields.map((field) => (
        <div key={field.name}>
          <FieldInput field={field} {...props} />
          {field.secret && !field.required && props.onRemove && props.present?.includes(field.name) ? (
            <Checkbox
              mt={6}
              label={t.secretRemove(field.label)}
              checked={props.removed?.includes(field.name) ?? false}
              onChange={(event) => props.onRemove?.(field.name, event.currentTarget.checked)}
            />
          ) : null}
        </div>
      ))}
    </Stack>
  );
};
