/** Leads to the first field that is marked, once it is: on a phone it may be far above the button. */
export const focusMistake = (form: HTMLElement | null): void => {
  // After React has drawn the marks.
  setTimeout(() => {
    const field = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-mistake] input');
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  });
};
