import type { FastifyInstance } from "fastify";

/** What clients ask before they use what not every server has (`build_server_info_payload` of MLflow). */
const info = {
  store_type: "SqlStore",
  workspaces_enabled: false,
  trace_archival_enabled: false,
  // Clients use multipart where they are told to; the streams of the proxy need no parts.
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  presigned_upload_run_id_supported: true,
  presigned_upload_model_id_supported: true,
  features_enabled: { gateway: false },
} as const;

export function serveInfo(server: FastifyInstance): void {
  for (const prefix of ["/api/3.0", "/ajax-api/3.0"]) {
    server.get(`${prefix}/mlflow/server-info`, async () => info);
  }
}
