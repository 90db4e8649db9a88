/**
 * What is known of a message of Envoy's: the fields that hold a `google.protobuf.Duration` or an `Any` (`anys`: a map of them), and those
 * that lead to one. Fields that are not named here are not known.
 *
 * Source: each asked of istiod 1.30.3, which refuses `"5"` as a duration, and an `Any` without `@type`.
 */
export type MessageShape = { readonly [field: string]: FieldShape };
export type FieldShape = "duration" | "any" | "anys" | MessageShape | ListOf;
export type ListOf = readonly [MessageShape];

/** An extension: a name and its configuration. */
const extension: MessageShape = { typed_config: "any" };

const durations = <F extends string>(...fields: readonly F[]): Record<F, "duration"> =>
  // Every key is one of the fields.
  Object.fromEntries(fields.map((field) => [field, "duration"])) as Record<F, "duration">;

const backOff = durations("base_interval", "max_interval");
const retryPolicy: MessageShape = {
  ...durations("per_try_timeout", "per_try_idle_timeout"),
  retry_back_off: backOff,
  rate_limited_retry_back_off: durations("max_interval"),
};
const keepalive = durations("interval", "timeout", "connection_idle_interval");
const protocolOptions: MessageShape = {
  common_http_protocol_options: durations(
    "idle_timeout",
    "max_connection_duration",
    "max_stream_duration",
  ),
  http2_protocol_options: { connection_keepalive: keepalive },
};

const perFilter: MessageShape = { typed_per_filter_config: "anys" };
const httpRoute: MessageShape = {
  ...perFilter,
  route: {
    ...durations("timeout", "idle_timeout", "flush_timeout"),
    ...durations("max_grpc_timeout", "grpc_timeout_offset"),
    retry_policy: retryPolicy,
    max_stream_duration: durations(
      "max_stream_duration",
      "grpc_timeout_header_max",
      "grpc_timeout_header_offset",
    ),
  },
};
const virtualHost: MessageShape = {
  ...perFilter,
  retry_policy: retryPolicy,
  routes: [httpRoute],
};
const routeConfiguration: MessageShape = { ...perFilter, virtual_hosts: [virtualHost] };
const filterChain: MessageShape = {
  ...durations("transport_socket_connect_timeout"),
  filters: [extension],
  transport_socket: extension,
};
const slowStart: MessageShape = { slow_start_config: durations("slow_start_window") };

const cluster: MessageShape = {
  ...durations("connect_timeout", "dns_refresh_rate", "dns_jitter", "cleanup_interval"),
  ...protocolOptions,
  typed_extension_protocol_options: "anys",
  transport_socket: extension,
  transport_socket_matches: [{ transport_socket: extension }],
  cluster_type: extension,
  filters: [extension],
  load_balancing_policy: { policies: [{ typed_extension_config: extension }] },
  dns_failure_refresh_rate: backOff,
  outlier_detection: durations(
    ...(["interval", "base_ejection_time", "max_ejection_time"] as const),
    "max_ejection_time_jitter",
  ),
  common_lb_config: durations("update_merge_window"),
  round_robin_lb_config: slowStart,
  least_request_lb_config: slowStart,
  health_checks: [
    durations(
      ...(["timeout", "interval", "initial_jitter", "interval_jitter"] as const),
      ...(["no_traffic_interval", "no_traffic_healthy_interval"] as const),
      ...(["unhealthy_interval", "unhealthy_edge_interval", "healthy_edge_interval"] as const),
    ),
  ],
};

/** The message that a patch is of, by what it applies to. */
export const PATCHED: Readonly<Record<string, MessageShape>> = {
  CLUSTER: cluster,
  LISTENER: {
    ...durations("listener_filters_timeout"),
    filter_chains: [filterChain],
    default_filter_chain: filterChain,
    listener_filters: [extension],
    access_log: [extension],
  },
  FILTER_CHAIN: filterChain,
  ROUTE_CONFIGURATION: routeConfiguration,
  VIRTUAL_HOST: virtualHost,
  HTTP_ROUTE: httpRoute,
  NETWORK_FILTER: extension,
  HTTP_FILTER: extension,
  LISTENER_FILTER: extension,
  EXTENSION_CONFIG: extension,
};

const tokenBucket: MessageShape = { token_bucket: durations("fill_interval") };
const grpcService: MessageShape = { grpc_service: durations("timeout") };
const accessLog: MessageShape = { access_log_options: durations("access_log_flush_interval") };

const HTTP = "envoy.extensions.filters.http";
const NETWORK = "envoy.extensions.filters.network";

/** Messages that a `typed_config` names. */
export const TYPED: Readonly<Record<string, MessageShape>> = {
  [`${NETWORK}.http_connection_manager.v3.HttpConnectionManager`]: {
    ...durations("stream_idle_timeout", "stream_flush_timeout", "drain_timeout"),
    ...durations("request_timeout", "request_headers_timeout", "delayed_close_timeout"),
    ...protocolOptions,
    ...accessLog,
    access_log: [extension],
    http_filters: [extension],
    route_config: routeConfiguration,
  },
  [`${NETWORK}.tcp_proxy.v3.TcpProxy`]: {
    ...durations("idle_timeout", "max_downstream_connection_duration"),
    ...accessLog,
    access_log: [extension],
  },
  [`${NETWORK}.local_ratelimit.v3.LocalRateLimit`]: tokenBucket,
  [`${HTTP}.local_ratelimit.v3.LocalRateLimit`]: { ...tokenBucket, descriptors: [tokenBucket] },
  [`${HTTP}.ratelimit.v3.RateLimit`]: {
    ...durations("timeout"),
    rate_limit_service: grpcService,
  },
  [`${HTTP}.ext_authz.v3.ExtAuthz`]: {
    ...grpcService,
    http_service: { server_uri: durations("timeout") },
  },
  [`${HTTP}.ext_proc.v3.ExternalProcessor`]: {
    ...grpcService,
    ...durations("message_timeout", "max_message_timeout", "deferred_close_timeout"),
  },
  [`${HTTP}.fault.v3.HTTPFault`]: { delay: durations("fixed_delay") },
  [`${HTTP}.adaptive_concurrency.v3.AdaptiveConcurrency`]: {
    gradient_controller_config: {
      concurrency_limit_params: durations("concurrency_update_interval"),
      min_rtt_calc_params: durations("interval", "fixed_value"),
    },
  },
  [`${HTTP}.admission_control.v3.AdmissionControl`]: durations("sampling_window"),
  [`${HTTP}.health_check.v3.HealthCheck`]: durations("cache_time"),
  "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": protocolOptions,
};
