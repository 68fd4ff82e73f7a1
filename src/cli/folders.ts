/** Absolute paths of what the product reads, from the settings. */
export interface Folders {
  readonly flows: string;
  readonly content: string;
}
