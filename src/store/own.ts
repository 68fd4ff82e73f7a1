/** Where the store keeps marks of its own in MongoDB: that this user may write, that a restore is under way. */
export const MARKS = 'store_marks';

/** What the names of collections begin with while a restore fills them. */
export const RESTORING = 'restoring_';

/** Collections that are no data of the office. */
export const OWN_COLLECTIONS = /^(store_marks$|restoring_)/;
