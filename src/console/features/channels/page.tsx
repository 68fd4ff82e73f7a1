import { Route, Routes } from 'react-router';
import { AccountDetail } from './detail.tsx';
import { AccountList } from './list.tsx';
import { NewAccountPage } from './new.tsx';

const ChannelsPage = () => (
  <Routes>
    <Route index element={<AccountList />} />
    <Route path="new" element={<NewAccountPage />} />
    <Route path=":id" element={<AccountDetail />} />
  </Routes>
);

export default ChannelsPage;
