/** A text that clients may read, at one address. */
export interface ResourceDefinition extends ResourceText {
  uri: string;
  read: () => string;
}

/** Texts that clients may read, one for each value of the address's variable. */
export interface ResourceTemplateDefinition extends ResourceText {
  /** A URI template (RFC 6570) with one variable, `{name}`. */
  uriTemplate: string;
  /** All values there are. */
  names: readonly string[];
  /** @returns nothing for a name that is not one of {@link names} */
  read: (name: string) => string | undefined;
}

interface ResourceText {
  name: string;
  title: string;
  description: string;
  mimeType: string;
}
