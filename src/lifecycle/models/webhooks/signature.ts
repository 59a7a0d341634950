import { createHmac } from "node:crypto";

/**
 * The headers of MLflow's webhooks (mlflow/webhooks/delivery.py), which follow Standard Webhooks: the id stays
 * the same when a delivery is tried again, the time, in seconds, is that of the attempt, and the signature is an
 * HMAC-SHA256 over `id.time.body`.
 */
export function webhookHeaders(
  deliveryId: string,
  now: number,
  body: string,
  secret: string | null,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const headers = {
    "Content-Type": "application/json",
    "X-MLflow-Delivery-Id": deliveryId,
    "X-MLflow-Timestamp": timestamp,
  };
  if (secret === null) return headers;
  const signature = createHmac("sha256", secret)
    .update(`${deliveryId}.${timestamp}.${body}`)
    .digest("base64");
  return { ...headers, "X-MLflow-Signature": `v1,${signature}` };
}
