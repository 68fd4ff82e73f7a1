import { Route, Routes } from 'react-router';
import { PeopleList } from './list.tsx';
import { NewPerson } from './new-person.tsx';
import { Person } from './person.tsx';
import { RosterImportPage } from './roster/import.tsx';
import { RosterStart } from './roster/start.tsx';

const PeoplePage = () => (
  <Routes>
    <Route index element={<PeopleList />} />
    <Route path="new" element={<NewPerson />} />
    <Route path="rosters" element={<RosterStart />} />
    <Route path="rosters/:id" element={<RosterImportPage />} />
    <Route path=":id" element={<Person />} />
  </Routes>
);

export default PeoplePage;
