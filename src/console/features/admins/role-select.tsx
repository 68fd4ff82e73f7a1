import { Select } from '@mantine/core';
import type { Admin } from '../../../web/route.ts';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

const ROLES: readonly Admin['role'][] = ['viewer', 'editor', 'owner'];

export const RoleSelect = ({
  value,
  onChange,
  error,
}: {
  value: Admin['role'];
  onChange: (role: Admin['role']) => void;
  error?: React.ReactNode;
}) => {
  const t = useText(text);
  const hints = { viewer: t.viewerHint, editor: t.editorHint, owner: t.ownerHint };
  return (
    <Select
      label={t.role}
      description={hints[value]}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={ROLES.map((role) => ({ value: role, label: t[role] }))}
      value={value}
      onChange={(role) => role !== null && onChange(role as Admin['role'])}
      allowDeselect={false}
      error={error}
    />
  );
};
