//! What is traced, and where it goes.

use std::fmt;
use std::time::Duration;

use db_semconv::Telemetry;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};
use opentelemetry_sdk::trace::{
    BatchSpanProcessor, Sampler, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor,
};

/// How calls are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// By the driver alone.
    Plain,
    /// Switched off.
    Disabled,
    /// The application has installed no provider.
    NoProvider,
    /// In a context that suppresses telemetry.
    Suppressed,
    /// In a span that is not sampled; no metrics.
    UnsampledParent,
    /// In a span that is not sampled, with the metric of the duration.
    UnsampledParentTimed,
    /// In a span that is not sampled, with the metrics of the duration and of the rows.
    UnsampledParentMeasured,
    /// Outside of a span, and the sampler says no; no metrics.
    UnsampledRoot,
    /// Outside of a span, and the sampler says yes to one in ten; no metrics.
    TenPercent,
    /// By the driver, with a span that is written by hand.
    Floor,
    /// In a span that is sampled; no metrics.
    Sampled,
    /// By the driver, with a span and a measurement that are written by hand.
    FloorMeasured,
    /// In a span that is sampled, with the metric of the duration.
    SampledTimed,
    /// In a span that is sampled, with the metrics of the duration and of the rows.
    SampledMeasured,
    /// As [`UnsampledParentTimed`](Self::UnsampledParentTimed), with bound instruments.
    UnsampledParentTimedBound,
    /// As [`SampledTimed`](Self::SampledTimed), with bound instruments.
    SampledTimedBound,
    /// As [`SampledMeasured`](Self::SampledMeasured), with bound instruments.
    SampledMeasuredBound,
    /// As [`UnsampledParent`](Self::UnsampledParent), with the global provider of spans and none of metrics.
    GlobalTracerUnsampledParent,
    /// As [`Sampled`](Self::Sampled), with the global provider of spans and none of metrics.
    GlobalTracerSampled,
    /// As [`Sampled`](Self::Sampled), through the SDK's batch processor to an exporter that drops it all.
    Batched,
}

impl Mode {
    /// Those that install a global provider, so that each needs a process of its own.
    pub const ALONE: [Self; 2] = [Self::GlobalTracerUnsampledParent, Self::GlobalTracerSampled];

    /// All others, the driver alone first.
    pub const ALL: [Self; 18] = [
        Self::Plain,
        Self::Disabled,
        Self::NoProvider,
        Self::Suppressed,
        Self::UnsampledParent,
        Self::UnsampledParentTimed,
        Self::UnsampledParentTimedBound,
        Self::UnsampledParentMeasured,
        Self::UnsampledRoot,
        Self::TenPercent,
        Self::Floor,
        Self::Sampled,
        Self::FloorMeasured,
        Self::SampledTimed,
        Self::SampledTimedBound,
        Self::SampledMeasured,
        Self::SampledMeasuredBound,
        Self::Batched,
    ];

    /// A short name, for tables and commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Disabled => "disabled",
            Self::NoProvider => "no-provider",
            Self::Suppressed => "suppressed",
            Self::UnsampledParent => "unsampled-parent",
            Self::UnsampledParentTimed => "unsampled-parent-duration",
            Self::UnsampledParentTimedBound => "unsampled-parent-duration-bound",
            Self::UnsampledParentMeasured => "unsampled-parent-metrics",
            Self::UnsampledRoot => "unsampled-root",
            Self::TenPercent => "sampled-10-percent",
            Self::Floor => "by-hand",
            Self::Sampled => "sampled",
            Self::FloorMeasured => "by-hand-metrics",
            Self::SampledTimed => "sampled-duration",
            Self::SampledTimedBound => "sampled-duration-bound",
            Self::SampledMeasured => "sampled-metrics",
            Self::SampledMeasuredBound => "sampled-metrics-bound",
            Self::GlobalTracerUnsampledParent => "global-tracer-unsampled-parent",
            Self::GlobalTracerSampled => "global-tracer-sampled",
            Self::Batched => "sampled-batch",
        }
    }

    /// By its [`name`](Self::name).
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(Self::ALONE).find(|mode| mode.name() == name)
    }

    /// What a traced client is given; none where the client is the driver's.
    pub fn telemetry(self) -> Option<Telemetry> {
        let builder = || {
            EXTRA.into_iter().fold(Telemetry::builder(), |builder, (key, value)| {
                builder.attribute(KeyValue::new(key, value))
            })
        };
        Some(match self {
            Self::Plain | Self::Floor | Self::FloorMeasured => return None,
            Self::Disabled => Telemetry::disabled(),
            Self::NoProvider => builder().build(),
            Self::GlobalTracerUnsampledParent | Self::GlobalTracerSampled => {
                opentelemetry::global::set_tracer_provider(self.tracers());
                builder().build()
            }
            Self::Suppressed
            | Self::UnsampledParentTimed
            | Self::UnsampledParentTimedBound
            | Self::UnsampledParentMeasured
            | Self::SampledTimed
            | Self::SampledTimedBound
            | Self::SampledMeasured
            | Self::SampledMeasuredBound => {
                let builder = builder().tracer_provider(self.tracers()).meter_provider(meters());
                let rows = self.measures_rows();
                builder.returned_rows(rows).returned_rows_metric(rows).bound_instruments(self.binds()).build()
            }
            Self::UnsampledParent
            | Self::UnsampledRoot
            | Self::TenPercent
            | Self::Sampled
            | Self::Batched => builder().tracer_provider(self.tracers()).build(),
        })
    }

    fn measures_rows(self) -> bool {
        !matches!(
            self,
            Self::UnsampledParentTimed
                | Self::UnsampledParentTimedBound
                | Self::SampledTimed
                | Self::SampledTimedBound
        )
    }

    fn binds(self) -> bool {
        matches!(self, Self::UnsampledParentTimedBound | Self::SampledTimedBound | Self::SampledMeasuredBound)
    }

    /// The provider of spans. With parent-based samplers, which are the SDK's default.
    pub fn tracers(self) -> SdkTracerProvider {
        let root = match self {
            Self::UnsampledRoot => Sampler::AlwaysOff,
            Self::TenPercent => Sampler::TraceIdRatioBased(0.1),
            _ => Sampler::AlwaysOn,
        };
        let provider = SdkTracerProvider::builder().with_sampler(Sampler::ParentBased(Box::new(root)));
        match self {
            Self::Batched => {
                provider.with_span_processor(BatchSpanProcessor::builder(NoExporter).build()).build()
            }
            _ => provider.with_span_processor(NoProcessor).build(),
        }
    }

    /// The context that calls are made in.
    pub(crate) fn context(self) -> Option<Context> {
        match self {
            Self::Plain | Self::Disabled | Self::NoProvider | Self::UnsampledRoot | Self::TenPercent => None,
            Self::Suppressed => Some(Context::new().with_telemetry_suppressed()),
            Self::UnsampledParent
            | Self::UnsampledParentTimed
            | Self::UnsampledParentTimedBound
            | Self::UnsampledParentMeasured
            | Self::GlobalTracerUnsampledParent => Some(parent(TraceFlags::default())),
            Self::Floor
            | Self::GlobalTracerSampled
            | Self::Sampled
            | Self::FloorMeasured
            | Self::SampledTimed
            | Self::SampledTimedBound
            | Self::SampledMeasured
            | Self::SampledMeasuredBound
            | Self::Batched => Some(parent(TraceFlags::SAMPLED)),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// Attributes that the user adds to every span: with them a span of PostgreSQL's has nine.
pub(crate) const EXTRA: [(&str, &str); 2] =
    [("deployment.environment.name", "benchmark"), ("service.criticality", "low")];

fn parent(flags: TraceFlags) -> Context {
    Context::new().with_remote_span_context(SpanContext::new(
        TraceId::from(0x5ce0_e9a5_6015_fec5_aadf_a328_ae39_8115),
        SpanId::from(0x00f0_67aa_0ba9_02b7),
        flags,
        true,
        TraceState::default(),
    ))
}

/// A provider of instruments whose reader never reads.
pub(crate) fn meters() -> SdkMeterProvider {
    const HOUR: Duration = Duration::from_secs(3_600);
    let reader = PeriodicReader::builder(NoExporter).with_interval(HOUR).build();
    SdkMeterProvider::builder().with_reader(reader).build()
}

/// Takes each span and drops it.
#[derive(Debug)]
struct NoProcessor;

impl SpanProcessor for NoProcessor {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        std::hint::black_box(&span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Takes each batch and drops it.
#[derive(Debug)]
struct NoExporter;

impl SpanExporter for NoExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        std::hint::black_box(&batch);
        Ok(())
    }
}

impl PushMetricExporter for NoExporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        std::hint::black_box(metrics);
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}
