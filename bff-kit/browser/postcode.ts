const storageKey = 'postcode';

/** Where parcels shall go: as the address says (`?postcode=`), else as it was entered last; empty when neither is known. */
export function knownPostcode(address: URL, storage: Pick<Storage, 'getItem'> = localStorage): string {
  return (address.searchParams.get('postcode') ?? storage.getItem(storageKey) ?? '').trim();
}

/** Keeps a postcode for the next product. */
export function rememberPostcode(postcode: string, storage: Pick<Storage, 'setItem'> = localStorage): void {
  storage.setItem(storageKey, postcode);
}
