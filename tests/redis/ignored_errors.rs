//! Errors in the answers to a pipeline, whose caller may accept them as answers (`ignore_errors`).

use db_semconv::Target;
use db_trace_tests::Recorder;
use opentelemetry::trace::Status;
use redis_trace::cluster::ClusterClient;
use redis_trace::{Pipeline, RedisResult, Traced, aio, pipe};

use crate::cluster::cluster;
use crate::scene::{Scene, only_span};

/// `INCR` of a list, between two commands that succeed.
fn half_refused() -> Pipeline {
    let mut pipeline = pipe();
    pipeline.del("taken:{l}").ignore().rpush("taken:{l}", "Xq7").incr("taken:{l}", 1);
    pipeline
}

/// Sends the pipeline, whose caller may accept errors as answers, and returns how the call and its span ended.
async fn send(
    recorder: &Recorder,
    pipeline: &Pipeline,
    connection: &mut impl aio::ConnectionLike,
) -> (bool, Status, Option<String>) {
    recorder.forget();
    let result: RedisResult<Vec<RedisResult<i64>>> = pipeline.query_async(connection).await;
    let span = only_span(recorder);
    recorder.assert_never_seen(&["Xq7"]);
    (result.is_ok(), span.status.clone(), span.attribute("error.type").map(str::to_owned))
}

#[tokio::test]
async fn ignored_pipeline_errors_are_not_a_failure() -> RedisResult<()> {
    let (scene, cluster) = (Scene::new().await, cluster().await);
    let recorder = &scene.recorder;
    let driver = scene.client.inner().get_multiplexed_async_connection().await?;
    let mut wrapped = Traced::from_driver(driver, &recorder.telemetry(), &Target::new());
    let cluster = ClusterClient::new(cluster.urls())?.telemetry(&recorder.telemetry());
    let mut cluster = cluster.get_async_connection().await?;
    let mut manager = scene.client.get_connection_manager().await?;
    for atomic in [false, true] {
        let mut pipeline = half_refused();
        if atomic {
            pipeline.atomic();
        }
        let refused = (false, Status::error("WRONGTYPE"), Some("WRONGTYPE".to_owned()));
        assert_eq!(send(recorder, &pipeline, &mut scene.multiplexed().await).await, refused);
        let taken = (true, Status::Unset, None);
        pipeline.ignore_errors();
        assert_eq!(send(recorder, &pipeline, &mut scene.multiplexed().await).await, taken);
        assert_eq!(send(recorder, &pipeline, &mut manager).await, taken);
        assert_eq!(send(recorder, &pipeline, &mut wrapped).await, taken);
        assert_eq!(send(recorder, &pipeline, &mut cluster).await, taken);
    }
    // A transaction that is not executed has no answers.
    let aborted = pipe().atomic().cmd("GET").set("taken:{l}", 1).ignore_errors().clone();
    let (succeeded, status, error_type) = send(recorder, &aborted, &mut scene.multiplexed().await).await;
    assert_eq!((succeeded, status), (false, Status::error("EXECABORT")));
    assert_eq!(error_type.as_deref(), Some("EXECABORT"));
    Ok(())
}

/// It is given packed bytes, and not the pipeline.
#[tokio::test]
async fn ignored_pipeline_errors_fail_a_blocking_connections_span() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let answers: Vec<RedisResult<i64>> = half_refused().ignore_errors().query(&mut connection)?;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 1);
    let span = scene.only_span();
    assert_eq!(
        (&span.status, span.attribute("error.type")),
        (&Status::error("WRONGTYPE"), Some("WRONGTYPE"))
    );
    Ok(())
}
