import { Box, Button, Tabs } from '@mantine/core';
import { IconBook2, IconFileCheck, IconListCheck, IconPlus } from '@tabler/icons-react';
import { Link, Route, Routes, useSearchParams } from 'react-router';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { useProblems } from './api.ts';
import { NewBank } from './bank-form.tsx';
import { BankList } from './bank-list.tsx';
import { text as bankText } from './bank-text.ts';
import { BankView } from './bank-view.tsx';
import { MaterialForm } from './material-form.tsx';
import { MaterialList } from './material-list.tsx';
import { MaterialView } from './material-view.tsx';
import { Problems } from './problems.tsx';
import { text } from './text.ts';

/** A phone has room for the words only. */
const TabIcon = ({ icon: Icon }: { icon: typeof IconBook2 }) => (
  <Box component="span" visibleFrom="sm" display="inline-flex">
    <Icon size={18} aria-hidden />
  </Box>
);

/** Three tabs and a number stand on one line of a phone. */
const TAB_PADDING = { base: 'xs', sm: 'md' } as const;

const Overview = () => {
  const t = useText(text);
  const b = useText(bankText);
  const edit = useMay('editor');
  const owner = useMay('owner');
  const problems = useProblems(owner);
  const [params, setParams] = useSearchParams();
  const wanted = params.get('tab');
  const tab = wanted === 'banks' || (wanted === 'problems' && owner) ? wanted : 'materials';
  const wrong = problems.data?.length ?? 0;
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          edit && tab !== 'problems' ? (
            <Button
              component={Link}
              to={tab === 'banks' ? 'banks/new' : 'new'}
              leftSection={<IconPlus size={20} aria-hidden />}
            >
              {tab === 'banks' ? b.add : t.add}
            </Button>
          ) : undefined
        }
      />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => setParams(next === 'materials' || next === null ? {} : { tab: next }, { replace: true })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab px={TAB_PADDING} value="materials" leftSection={<TabIcon icon={IconBook2} />}>
            {t.materials}
          </Tabs.Tab>
          <Tabs.Tab px={TAB_PADDING} value="banks" leftSection={<TabIcon icon={IconListCheck} />}>
            {t.banks}
          </Tabs.Tab>
          {owner ? (
            <Tabs.Tab
              px={TAB_PADDING}
              value="problems"
              leftSection={<TabIcon icon={IconFileCheck} />}
              rightSection={wrong > 0 ? <Tag tone="bad">{wrong}</Tag> : undefined}
            >
              {t.problems}
            </Tabs.Tab>
          ) : null}
        </Tabs.List>
        <Tabs.Panel value="materials">
          <MaterialList />
        </Tabs.Panel>
        <Tabs.Panel value="banks">
          <BankList />
        </Tabs.Panel>
        <Tabs.Panel value="problems">
          <Problems />
        </Tabs.Panel>
      </Tabs>
    </>
  );
};

const MaterialsPage = () => (
  <Routes>
    <Route index element={<Overview />} />
    <Route path="new" element={<MaterialForm key="new" />} />
    <Route path="banks/new" element={<NewBank />} />
    <Route path="banks/:id" element={<BankView />} />
    <Route path=":id" element={<MaterialView />} />
    <Route path=":id/edit" element={<MaterialForm />} />
  </Routes>
);

export default MaterialsPage;
