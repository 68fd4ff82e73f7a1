import { useQueryClient } from '@tanstack/react-query';
import { Welcome } from '../../components/welcome.tsx';
import { useText } from '../../lib/i18n.ts';
import { SESSION_KEY } from '../../lib/session.ts';
import { PasswordForm } from './password-form.tsx';
import { text } from './text.ts';

/** Shown instead of the console until a password that somebody else set is replaced. */
const NewPasswordPage = () => {
  const t = useText(text);
  const client = useQueryClient();
  return (
    <Welcome title={t.mustTitle} about={t.mustAbout}>
      <PasswordForm onChanged={() => void client.invalidateQueries({ queryKey: SESSION_KEY })} />
    </Welcome>
  );
};

export default NewPasswordPage;
