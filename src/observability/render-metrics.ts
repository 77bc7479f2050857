import { Registry, type Metric } from '@prometheus-io/client';

/** OpenMetrics has exemplars. Prometheus asks for it; other clients read Prometheus' text format. */
const { OPENMETRICS_CONTENT_TYPE, PROMETHEUS_CONTENT_TYPE } = Registry;

/** @param accept the `Accept` header of the client. Default: it accepts everything */
export async function renderMetrics(registry: Registry, accept?: string) {
  const contentType = acceptsOpenMetrics(accept) ? OPENMETRICS_CONTENT_TYPE : PROMETHEUS_CONTENT_TYPE;
  const copy = new Registry(contentType);
  // The library renames counters when it writes OpenMetrics, so it gets objects of its own.
  for (const metric of registry.getMetricsAsArray()) copy.registerMetric(Object.create(metric) as Metric);
  return { contentType, text: await copy.metrics() };
}

function acceptsOpenMetrics(accept = ''): boolean {
  const range = accept.split(',').find((each) => each.trim().startsWith('application/openmetrics-text'));
  return range !== undefined && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range);
}
