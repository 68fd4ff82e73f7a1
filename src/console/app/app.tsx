import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { BrowserRouter } from 'react-router';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { useLanguage } from '../lib/i18n.ts';
import { createQueryClient } from '../lib/query.ts';
import { Gate } from './gate.tsx';
import { cssVariables, themeFor } from './theme.ts';

/** The console with everything that it stands on. */
export const App = () => {
  const [client] = useState(createQueryClient);
  const language = useLanguage();
  const theme = useMemo(() => themeFor(language), [language]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light">
      <Notifications position="top-right" />
      <ErrorBoundary>
        <QueryClientProvider client={client}>
          {/* In a transition the page before would stay and take clicks for what was chosen before, on a slow phone for
              a second: who was chosen to write as, which commune. */}
          <BrowserRouter useTransitions={false}>
            <Gate />
          </BrowserRouter>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
};
