/** A claim that has to be renewed while its listeners run. */
export interface RenewableClaim {
  /** Never rejects. */
  renew(): Promise<void>;
}

/**
 * Renews the claims in flight three times in each lease, so that one renewal may fail. One timer serves
 * all claims: most end before it fires.
 */
export class ClaimRenewals {
  readonly #claims = new Set<RenewableClaim>();
  #timer: NodeJS.Timeout | undefined;

  /** Keeps a claim until {@link ClaimRenewals.end}. @param lease in milliseconds */
  begin(claim: RenewableClaim, lease: number): void {
    this.#claims.add(claim);
    this.#timer ??= setInterval(() => this.#renewAll(), lease / 3).unref();
  }

  end(claim: RenewableClaim): void {
    this.#claims.delete(claim);
  }

  #renewAll(): void {
    if (this.#claims.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const claim of this.#claims) {
      void claim.renew();
    }
  }
}
