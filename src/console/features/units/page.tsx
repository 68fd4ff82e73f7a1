import { Route, Routes } from 'react-router';
import { UnitsList } from './list.tsx';
import { UnitPage } from './unit.tsx';

const UnitsPage = () => (
  <Routes>
    <Route index element={<UnitsList />} />
    <Route path=":id" element={<UnitPage />} />
  </Routes>
);

export default UnitsPage;
