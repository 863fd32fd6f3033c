/**
 * The table of the orders, where it does not exist. Several instances may boot at once: the lock
 * keeps their CREATE TABLE from colliding.
 */
export const ORDERS_SCHEMA = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('shop_orders'));
  CREATE TABLE IF NOT EXISTS shop_orders (
    order_no text PRIMARY KEY,
    product_id text NOT NULL,
    title text NOT NULL,
    -- Without a scale: what was '85000' comes back as '85000', as NewPay wants kip to be.
    amount numeric NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    pay_method smallint NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    pay_url text,
    refund_order_no text UNIQUE,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    paid_at timestamptz,
    refunded_at timestamptz
  );
  CREATE INDEX IF NOT EXISTS shop_orders_by_time ON shop_orders (created_at);
  -- What the reconciliation asks for every minute.
  CREATE INDEX IF NOT EXISTS shop_orders_open ON shop_orders (status, changed_at)
    WHERE status IN ('pending', 'refunding');
END $$`;
