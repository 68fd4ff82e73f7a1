/** `0912 345 678` from the stored `+84912345678`; a masked number is shown as it comes. */
export const showPhone = (phone: string): string => {
  const national = phone.replace(/^\+84/, '0');
  return /^\d{10}$/.test(national) ? national.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1 $2 $3') : national;
};
