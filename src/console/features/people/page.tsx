import { Route, Routes } from 'react-router';
import { PeopleList } from './list.tsx';
import { NewPerson } from './new-person.tsx';
import { Person } from './person.tsx';

const PeoplePage = () => (
  <Routes>
    <Route index element={<PeopleList />} />
    <Route path="new" element={<NewPerson />} />
    <Route path=":id" element={<Person />} />
  </Routes>
);

export default PeoplePage;
