/**
 * Creates the table of orders if it does not exist. The lock is for instances that boot at the same
 * time: their CREATE TABLE would collide.
 */
export const ORDERS_SCHEMA = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('shop_orders'));
  CREATE TABLE IF NOT EXISTS shop_orders (
    order_no text PRIMARY KEY,
    product_id text NOT NULL,
    title text NOT NULL,
    -- Without a scale, '85000' is returned as '85000': NewPay takes LAK without decimals.
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
  -- Added in later versions of this sample.
  ALTER TABLE shop_orders ADD COLUMN IF NOT EXISTS app_id text NOT NULL DEFAULT '';
  ALTER TABLE shop_orders ADD COLUMN IF NOT EXISTS form_key text NOT NULL DEFAULT gen_random_uuid();
  ALTER TABLE shop_orders ADD COLUMN IF NOT EXISTS newpay_order_no text;
  CREATE UNIQUE INDEX IF NOT EXISTS shop_orders_by_form
    ON shop_orders (form_key, product_id, pay_method);
  CREATE INDEX IF NOT EXISTS shop_orders_by_time ON shop_orders (created_at);
END $$`;
