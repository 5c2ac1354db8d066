//! A connection that keeps answers.

use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use redis_trace::aio::ConnectionManagerConfig;
use redis_trace::caching::{CacheConfig, CacheMode};
use redis_trace::{
    AsyncCommands, AsyncConnectionConfig, CommandCacheConfig, RedisResult, Target, Traced, cmd, pipe,
};

use crate::server::Scene;

fn scene() -> Scene {
    Scene::with("?protocol=resp3", |builder| builder.connect_spans(false))
}

async fn assert_only_misses_have_spans(
    scene: &Scene,
    connection: &mut impl AsyncCommands,
) -> RedisResult<()> {
    let name: String = connection.get("user:7").await?;
    assert_eq!(name, "Ada");
    assert_eq!(scene.spans(), ["GET"]);
    assert_eq!(scene.commands(), ["PTTL user:7", "GET user:7"]);

    let again: String = connection.get("user:7").await?;
    assert_eq!(again, "Ada");
    let both: (String, String) = pipe().get("user:7").get("user:7").query_async(connection).await?;
    assert_eq!(both, ("Ada".to_owned(), "Ada".to_owned()));
    assert_eq!(scene.spans(), [""; 0]);
    assert_eq!(scene.commands(), [""; 0]);

    let _: (String, String) = pipe().get("user:7").get("user:8").query_async(connection).await?;
    assert_eq!(scene.spans(), ["PIPELINE GET"]);
    let _: (String, String) = connection.mget(&["user:8", "user:9"]).await?;
    assert_eq!(scene.spans(), ["MGET"]);
    let () = connection.set("user:7", "Eve").await?;
    assert_eq!(scene.spans(), ["SET"]);
    Ok(())
}

#[tokio::test]
async fn multiplexed_connection_cache_hit_leaves_no_span() -> RedisResult<()> {
    let scene = scene();
    let config = AsyncConnectionConfig::new().set_cache_config(CacheConfig::new());
    let mut connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
    assert_only_misses_have_spans(&scene, &mut connection).await?;
    // Clones share the cache.
    let _: String = connection.clone().get("user:7").await?;
    assert_eq!(scene.spans(), [""; 0]);
    Ok(())
}

#[tokio::test]
async fn connection_manager_cache_hit_leaves_no_span() -> RedisResult<()> {
    let scene = scene();
    let config = ConnectionManagerConfig::new().set_cache_config(CacheConfig::new());
    let mut manager = scene.client.get_connection_manager_with_config(config).await?;
    assert_only_misses_have_spans(&scene, &mut manager).await
}

/// It knows neither the cache nor its hits.
#[tokio::test]
async fn cache_hit_of_a_wrapped_connection_is_a_span() -> RedisResult<()> {
    let scene = scene();
    let config = AsyncConnectionConfig::new().set_cache_config(CacheConfig::new());
    let connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
    let mut connection = Traced::from_driver(connection.into_inner(), &scene.telemetry, &Target::new());
    for commands in [["PTTL user:7", "GET user:7"].as_slice(), &[]] {
        let _: String = connection.get("user:7").await?;
        assert_eq!(scene.spans(), ["GET"]);
        assert_eq!(scene.commands(), commands);
    }
    Ok(())
}

#[tokio::test]
async fn opt_in_cache_leaves_a_span_for_each_uncached_command() -> RedisResult<()> {
    let scene = scene();
    let cache = CacheConfig::new().set_mode(CacheMode::OptIn);
    let config = AsyncConnectionConfig::new().set_cache_config(cache);
    let mut connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
    for _ in 0..2 {
        let _: String = connection.get("user:7").await?;
    }
    assert_eq!(scene.spans(), ["GET", "GET"]);
    let mut cached = cmd("GET");
    cached.arg("user:7").set_cache_config(CommandCacheConfig::new().set_enable_cache(true));
    for _ in 0..2 {
        let _: String = cached.query_async(&mut connection).await?;
    }
    assert_eq!(scene.spans(), ["GET"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_cached_reads_leave_one_span_for_each_command_sent() -> RedisResult<()> {
    for limit in [1, 4, 100] {
        let scene = scene();
        let cache = CacheConfig::new();
        let config = AsyncConnectionConfig::new()
            .set_cache_config(cache)
            .set_concurrency_limit(limit)
            .set_response_timeout(None);
        let connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
        let tasks = (0..16).map(|task| {
            let mut connection = connection.clone();
            tokio::spawn(async move {
                for round in 0..50 {
                    // Some find what others have asked for, some are first, and some are never cached.
                    let _: String = connection.get((round * 7 + task) % 40).await?;
                    if round % 10 == 0 {
                        let () = connection.set("other", "value").await?;
                    }
                }
                RedisResult::Ok(())
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.expect("no panic")?;
        }
        let mut sent = scene.commands();
        sent.retain(|command| !command.starts_with("PTTL"));
        let mut sent: Vec<_> = sent.iter().filter_map(|command| command.split(' ').next()).collect();
        let mut spans = scene.spans();
        sent.sort_unstable();
        spans.sort_unstable();
        assert_eq!(spans, sent, "limit {limit}");
        assert!(sent.len() < 16 * 55, "some are answered by the cache");
    }
    Ok(())
}

#[tokio::test]
async fn hits_and_misses_are_a_metric_on_request_and_show_no_key() -> RedisResult<()> {
    for is_on in [true, false] {
        let exporter = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(exporter.clone()).build();
        let meters = SdkMeterProvider::builder().with_reader(reader).build();
        let provider = meters.clone();
        let scene = Scene::with("?protocol=resp3", |builder| {
            builder.connect_spans(false).meter_provider(provider).cache_metric(is_on)
        });
        let config = AsyncConnectionConfig::new().set_cache_config(CacheConfig::new());
        let mut connection = scene.client.get_multiplexed_async_connection_with_config(&config).await?;
        assert_only_misses_have_spans(&scene, &mut connection).await?;
        meters.force_flush().expect("a flush");
        let metrics = exporter.get_finished_metrics().expect("metrics");
        let shown = format!("{metrics:?}");
        assert!(!shown.contains("user:7") && !shown.contains("Ada"), "{shown}");
        let mut counts = Vec::new();
        for metric in metrics.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics)
        {
            if metric.name() == "dbtrace.client.cache.lookups" {
                let AggregatedMetrics::U64(MetricData::Sum(sum)) = metric.data() else {
                    panic!("{metric:?}")
                };
                for point in sum.data_points() {
                    let of = |key: &str| point.attributes().find(|pair| pair.key.as_str() == key);
                    assert!(of("db.system.name").is_some() && of("db.query.text").is_none());
                    let result = of("dbtrace.cache.result").expect("a result").value.to_string();
                    counts.push((result, point.value()));
                }
            }
        }
        counts.sort();
        // A hit, two of a pipeline, and one each of a pipeline and of `MGET`, of which the other keys are misses.
        let expected = [("hit".to_owned(), 5), ("miss".to_owned(), 3)];
        assert_eq!(counts, if is_on { expected.as_slice() } else { &[] });
    }
    Ok(())
}
