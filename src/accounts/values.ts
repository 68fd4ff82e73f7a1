import type { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import type { ChannelKind } from '../channels/kind.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

const record = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;

const problem = (kind: ChannelKind, error: z.ZodError): Result<never> => {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const label = kind.fields.find((field) => field.name === name)?.label ?? name;
  return fail('accounts.invalid_value', `${label}: ${issue?.message ?? 'chưa đúng'}`, `body.values.${name}`);
};

/**
 * Puts what was typed in a form over what is there: secret fields to the secrets, the rest to the settings, both checked
 * by the kind's schemas. An empty text removes a value; a name that the kind does not have is refused.
 */
export const applyValues = (
  kind: ChannelKind,
  before: { readonly settings: unknown; readonly secrets: unknown },
  values: Values,
): Result<{ settings: unknown; secrets: unknown }> => {
  const settings = { ...record(before.settings) };
  const secrets = { ...record(before.secrets) };
  for (const [name, value] of Object.entries(values)) {
    const field = kind.fields.find((one) => one.name === name);
    if (!field) return fail('accounts.unknown_value', `${kind.label} không có mục “${name}”.`, `body.values.${name}`);
    const place = field.secret ? secrets : settings;
    const clean = typeof value === 'string' ? value.trim() : value;
    if (clean === '') delete place[name];
    else place[name] = clean;
  }
  const checkedSettings = kind.settings.safeParse(settings);
  if (!checkedSettings.success) return problem(kind, checkedSettings.error);
  const checkedSecrets = kind.secrets.safeParse(secrets);
  if (!checkedSecrets.success) return problem(kind, checkedSecrets.error);
  for (const field of kind.fields) {
    const place = field.secret ? checkedSecrets.data : checkedSettings.data;
    if (field.required && record(place)[field.name] === undefined)
      return fail('accounts.missing_value', `Còn thiếu: ${field.label}. ${field.help}`, `body.values.${field.name}`);
  }
  return ok({ settings: checkedSettings.data, secrets: checkedSecrets.data });
};
