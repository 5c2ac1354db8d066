//! What an operator sets: each case is a process of its own, since the environment is the process's.

use std::process::{Command, Output};

use db_semconv::{Database, Instrumentation, System, Target, Telemetry};

/// Set in the child process that looks at its environment.
const CHILD: &str = "DBTRACE_TEST_CHILD";

/// Not a test of its own: what the child process runs.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        let telemetry = Telemetry::builder().build();
        println!("{telemetry:?}");
        for variable in ["TOKIO_POSTGRES", "REDIS"] {
            let instrumentation = Instrumentation { name: "test", version: "1", variable };
            let database = Database::new(&telemetry, instrumentation, System::OTHER_SQL, &Target::new());
            println!("{variable} enabled: {}", database.is_enabled());
        }
    }
}

fn telemetry_under(variables: &[(&str, &str)]) -> (String, String) {
    let program = std::env::current_exe().expect("this program");
    let Output { status, stdout, stderr } = Command::new(program)
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .expect("it starts");
    assert!(status.success(), "a wrong value never fails the start");
    (String::from_utf8(stdout).expect("UTF-8"), String::from_utf8(stderr).expect("UTF-8"))
}

#[test]
fn settings_are_read() {
    let (told, warnings) = telemetry_under(&[
        ("DBTRACE_QUERY_TEXT", "off"),
        ("DBTRACE_QUERY_TEXT_LIMIT", "77"),
        ("DBTRACE_RETURNED_ROWS", "FALSE"),
        ("DBTRACE_REQUIRE_PARENT", "true"),
        ("DBTRACE_BOUND_INSTRUMENTS", "true"),
        ("OTEL_TRACES_SAMPLER", "always_on"),
    ]);
    for expected in [
        "query_text: Off",
        "query_text_limit: 77",
        "returned_rows: false",
        "require_parent: true",
        "skip_unsampled_parent: false",
        if cfg!(feature = "bound-instruments") {
            "bound_instruments: true"
        } else {
            "bound_instruments: false"
        },
    ] {
        assert!(told.contains(expected), "{expected} is not in {told}");
    }
    assert_eq!(warnings, "");
}

#[test]
fn each_instrumentation_is_switched_by_its_own_variable_or_the_common_one() {
    for (variables, postgres, redis) in [
        (&[][..], true, true),
        (&[("OTEL_INSTRUMENTATION_TOKIO_POSTGRES_ENABLED", "false")], false, true),
        (&[("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false")], false, false),
        (
            &[
                ("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false"),
                ("OTEL_INSTRUMENTATION_REDIS_ENABLED", "true"),
            ],
            false,
            true,
        ),
    ] {
        let (told, _) = telemetry_under(variables);
        let expected = format!("TOKIO_POSTGRES enabled: {postgres}\nREDIS enabled: {redis}\n");
        assert!(told.contains(&expected), "{variables:?}: {told}");
    }
}

#[test]
fn a_wrong_value_gives_a_warning_that_names_it_and_what_is_used_instead() {
    let (told, warnings) =
        telemetry_under(&[("DBTRACE_QUERY_TEXT", "everything"), ("DBTRACE_CONNECT_SPANS", "0")]);
    assert!(told.contains("query_text: Sanitized") && told.contains("connect_spans: true"), "{told}");
    assert_eq!(
        warnings,
        "warning: db-trace: DBTRACE_QUERY_TEXT is \"everything\", which is not sanitized, parameterized, raw or off; \
         using Sanitized\n\
         warning: db-trace: DBTRACE_CONNECT_SPANS is \"0\", which is not true or false; using true\n"
    );
}
