//! Scripts and functions.

use redis_trace::{RedisResult, Script, cmd, pipe};

use crate::scene::Scene;

/// A body that no other test has, and its digest.
fn script(name: &str) -> Script {
    Script::new(&format!("--[[Xq7Body {name}]] return {{KEYS[1], ARGV[1]}}"))
}

/// That a script is called by its digest, loaded where the server does not know it, and called again.
fn assert_loaded_once(scene: &Scene, script: &Script) {
    let name = format!("EVALSHA {}", script.get_hash());
    let procedure = ("db.stored_procedure.name", script.get_hash());
    let spans = scene.recorder.spans();
    let [unknown, load, known] = spans.as_slice() else { panic!("not three spans: {spans:#?}") };
    for span in [unknown, known] {
        assert_eq!(span.name, name);
        assert_eq!(span.attribute("db.operation.name"), Some("EVALSHA"));
        assert_eq!(span.attribute(procedure.0), Some(procedure.1));
        assert_eq!(span.attribute("db.query.text"), Some("EVALSHA ? 1 scripts:key ?"));
    }
    assert_eq!(unknown.attribute("error.type"), Some("NOSCRIPT"));
    assert_eq!(known.attribute("error.type"), None);
    scene.assert_span(load, "SCRIPT LOAD", &[("db.query.text", "SCRIPT LOAD ?")]);
    scene.recorder.forget();
}

#[tokio::test]
async fn a_script_is_loaded_where_the_server_does_not_know_it() -> RedisResult<()> {
    let scene = Scene::new().await;
    let script = script("blocking");
    let mut connection = scene.connection();
    let answer: (String, String) = script.key("scripts:key").arg("Xq7Argument").invoke(&mut connection)?;
    assert_eq!(answer, ("scripts:key".to_owned(), "Xq7Argument".to_owned()));
    assert_loaded_once(&scene, &script);
    let _: (String, String) = script.key("scripts:key").arg("Xq7Argument").invoke(&mut connection)?;
    assert_eq!(scene.operations(), ["EVALSHA"]);
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn a_script_is_loaded_by_a_multiplexed_connection_too() -> RedisResult<()> {
    let scene = Scene::new().await;
    let script = script("multiplexed");
    let mut connection = scene.multiplexed().await;
    let answer: (String, String) =
        script.key("scripts:key").arg("Xq7Argument").invoke_async(&mut connection).await?;
    assert_eq!(answer.1, "Xq7Argument");
    assert_loaded_once(&scene, &script);
    assert_eq!(script.load_async(&mut connection).await?, script.get_hash());
    scene.only_text("SCRIPT LOAD", "SCRIPT LOAD ?");
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn a_body_is_never_shown() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let body = "return 'Xq7Body'";
    cmd("EVAL").arg(body).arg(1).arg("scripts:key").arg("Xq7Argument").exec(&mut connection)?;
    scene.only_text("EVAL", "EVAL ? 1 scripts:key ?");
    cmd("EVAL_RO").arg(body).arg(0).exec(&mut connection)?;
    scene.only_text("EVAL_RO", "EVAL_RO ? 0");
    let library =
        "#!lua name=mylib\nredis.register_function('my_function', function(keys, args) return 'Xq7Body' end)";
    cmd("FUNCTION").arg("LOAD").arg("REPLACE").arg(library).exec(&mut connection)?;
    scene.only_text("FUNCTION LOAD", "FUNCTION LOAD REPLACE ?");
    cmd("FCALL").arg("my_function").arg(1).arg("scripts:key").arg("Xq7Argument").exec(&mut connection)?;
    let span = scene.only_span();
    assert_eq!(span.name, "FCALL my_function");
    assert_eq!(span.attribute("db.operation.name"), Some("FCALL"));
    assert_eq!(span.attribute("db.stored_procedure.name"), Some("my_function"));
    assert_eq!(span.attribute("db.query.text"), Some("FCALL ? 1 scripts:key ?"));
    scene.recorder.assert_never_seen(&["Xq7"]);
    Ok(())
}

#[tokio::test]
async fn a_name_that_is_no_digest_and_no_function_is_not_shown() {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    for (command, name) in [("EVALSHA", "Xq7NoDigest"), ("FCALL", "alice@example.com"), ("FCALL", "Xq7 two")]
    {
        cmd(command).arg(name).arg(0).exec(&mut connection).expect_err("no such thing");
        let span = scene.only_span();
        assert_eq!(span.name, format!("{command} {}", scene.place()));
        assert_eq!(span.attribute("db.stored_procedure.name"), None);
    }
    scene.recorder.assert_never_seen(&["Xq7", "alice"]);
}

#[tokio::test]
async fn scripts_in_a_pipeline_name_none_of_them() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    let (one, two) = (script("one"), script("two"));
    pipe().load_script(&one).load_script(&two).exec(&mut connection)?;
    let attributes = [("db.query.text", "SCRIPT LOAD ?; SCRIPT LOAD ?"), ("db.operation.batch.size", "2")];
    scene.only("PIPELINE SCRIPT LOAD", &attributes);
    let mut invocations = [one.prepare_invoke(), two.prepare_invoke()];
    for invocation in &mut invocations {
        invocation.key("scripts:key").arg("Xq7");
    }
    pipe().invoke_script(&invocations[0]).invoke_script(&invocations[1]).exec(&mut connection)?;
    let span = scene.only_span();
    assert_eq!(span.attribute("db.query.text"), Some("EVALSHA ? 1 scripts:key ?; EVALSHA ? 1 scripts:key ?"));
    assert_eq!(span.name, format!("PIPELINE EVALSHA {}", scene.place()));
    assert_eq!(span.attribute("db.stored_procedure.name"), None, "two scripts have not one name");
    Ok(())
}
