import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Welcome } from '../../components/welcome.tsx';
import { api } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { CodeStep } from './code-step.tsx';
import { PersonStep, type SetupChoices } from './person-step.tsx';
import { text } from './text.ts';

/** First the code, then the person: nobody without the code learns anything about the house. */
const SetupPage = () => {
  const t = useText(text);
  const [code, setCode] = useState('');
  const check = useMutation({
    mutationFn: (value: string) => api.post<SetupChoices>('/setup/check', { code: value }),
  });
  return (
    <Welcome title={t.title} about={t.about}>
      {check.data ? (
        <PersonStep code={code} choices={check.data} onBack={check.reset} />
      ) : (
        <CodeStep
          busy={check.isPending}
          error={check.error}
          onCode={(value) => {
            setCode(value);
            check.mutate(value);
          }}
        />
      )}
    </Welcome>
  );
};

export default SetupPage;
