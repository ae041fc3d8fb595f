// Sends one trace, two log entries and a few metrics to an OTLP endpoint, once for each way OTLP has, with
// OpenTelemetry's JavaScript exporters. Exits with 1 when an exporter says that something was not taken.
//
//   node send.mjs [--http http://localhost:18890] [--grpc http://localhost:18889] [--key API-KEY]

import { parseArgs } from 'node:util';
import { Metadata } from '@grpc/grpc-js';
import { context, diag, DiagLogLevel, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const { values: options } = parseArgs({
  options: {
    http: { type: 'string', default: 'http://localhost:18890' },
    grpc: { type: 'string', default: 'http://localhost:18889' },
    key: { type: 'string', default: '' },
  },
});

// What exporters cannot send they only report here.
let failures = 0;
const report = (...message) => {
  failures++;
  console.error(...message);
};
diag.setLogger({ error: report, warn: report, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);

const overHttp = (path, compression) => ({
  url: new URL(path, options.http).href,
  headers: options.key ? { 'x-otlp-api-key': options.key } : {},
  compression,
});

const overGrpc = () => {
  const metadata = new Metadata();
  if (options.key) metadata.set('x-otlp-api-key', options.key);
  return { url: options.grpc, metadata };
};

const ways = {
  'http-json': () => [
    new JsonTraces(overHttp('v1/traces')), new JsonLogs(overHttp('v1/logs')), new JsonMetrics(overHttp('v1/metrics'))],
  'http-protobuf': () => [
    new ProtoTraces(overHttp('v1/traces', 'gzip')), new ProtoLogs(overHttp('v1/logs', 'gzip')), new ProtoMetrics(overHttp('v1/metrics', 'gzip'))],
  grpc: () => [new GrpcTraces(overGrpc()), new GrpcLogs(overGrpc()), new GrpcMetrics(overGrpc())],
};

for (const [way, exporters] of Object.entries(ways)) {
  const [traces, logs, metrics] = exporters();
  const resource = resourceFromAttributes({ 'service.name': `javascript-${way}`, 'service.instance.id': String(process.pid) });
  const tracers = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter: traces })] });
  const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: logs })] });
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: metrics })],
    views: [{ instrumentName: '*.exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });

  const tracer = tracers.getTracer('send.mjs');
  const order = tracer.startSpan('order', { kind: SpanKind.SERVER, attributes: { way, items: 3 } });
  const within = trace.setSpan(context.active(), order);
  const pay = tracer.startSpan('pay', { kind: SpanKind.CLIENT }, within);
  pay.recordException(new Error('The card was refused'));
  pay.setStatus({ code: SpanStatusCode.ERROR, message: 'refused' });
  pay.end();
  order.end();

  const logger = loggers.getLogger('send.mjs');
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: `Sent over ${way}`, context: within });
  logger.emit({ severityNumber: SeverityNumber.ERROR, severityText: 'ERROR', body: { card: 'refused', attempts: 2 }, context: within });

  const meter = meters.getMeter('send.mjs');
  meter.createCounter('orders', { unit: '{order}', description: 'Orders placed' }).add(7, { way });
  meter.createObservableGauge('temperature', { unit: 'Cel' }).addCallback(gauge => gauge.observe(21.5));
  for (const name of ['duration.explicit', 'duration.exponential']) {
    const histogram = meter.createHistogram(name, { unit: 'ms' });
    for (let i = 1; i <= 100; i++) histogram.record(i);
  }

  const before = failures;
  await Promise.all([tracers, loggers, meters].map(provider => provider.forceFlush().catch(report)));
  await Promise.all([tracers, loggers, meters].map(provider => provider.shutdown().catch(report)));
  console.log(`${way}: ${failures === before ? 'sent traces, logs and metrics' : 'not everything was taken'}`);
}

process.exitCode = failures === 0 ? 0 : 1;
