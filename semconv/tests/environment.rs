//! Settings from environment variables. Each case is a process of its own, because the environment is the process's.

use std::process::{Command, Output};

use db_semconv::{Database, Instrumentation, System, Target, Telemetry};

/// Set in the child process that looks at its environment.
const CHILD: &str = "DBTRACE_TEST_CHILD";

/// Each variable with another value than its default, and the setting that it gives.
const SETTINGS: [(&str, &str, &str); 25] = [
    ("DBTRACE_QUERY_TEXT", "off", "query_text: Off"),
    ("DBTRACE_QUERY_TEXT_LIMIT", "77", "query_text_limit: 77"),
    ("DBTRACE_MASKED_KEYS", "first-segment", "masked_keys: FirstSegment"),
    ("DBTRACE_MASKED_NAMES", "true", "masked_names: true"),
    ("DBTRACE_RETURNED_ROWS", "FALSE", "returned_rows: false"),
    ("DBTRACE_RETURNED_ROWS_METRIC", "true", "returned_rows_metric: true"),
    ("DBTRACE_QUERY_PARAMETERS", "true", "query_parameters: true"),
    ("DBTRACE_ERROR_MESSAGES", "true", "error_messages: true"),
    ("DBTRACE_CONNECT_SPANS", "false", "connect_spans: false"),
    ("DBTRACE_TRANSACTION_SPANS", "false", "transaction_spans: false"),
    ("DBTRACE_TRANSACTION_TIMES", "false", "transaction_times: false"),
    ("DBTRACE_HEALTH_CHECK_SPANS", "true", "health_check_spans: true"),
    ("DBTRACE_REQUIRE_PARENT", "true", "require_parent: true"),
    ("DBTRACE_OPERATION_NAMES", "true", "operation_names: true"),
    ("DBTRACE_STREAM_TIMES", "true", "stream_times: true"),
    ("DBTRACE_IN_FLIGHT_METRIC", "true", "in_flight_metric: true"),
    ("DBTRACE_CACHE_METRIC", "true", "cache_metric: true"),
    ("DBTRACE_REPETITION_THRESHOLD", "10", "repetition_threshold: Some(10)"),
    ("DBTRACE_EXECUTOR_DELAY", "true", "executor_delay: true"),
    ("DBTRACE_CALL_SITE_THRESHOLD", "0", "call_site_threshold: Some(0ns)"),
    ("DBTRACE_QUEUED_BEHIND_CANCELLED", "true", "queued_behind_cancelled: true"),
    ("DBTRACE_SLOW_CALL_THRESHOLD", "250", "slow_call_threshold: Some(250ms)"),
    ("DBTRACE_POOL_ACQUIRE_THRESHOLD", "250", "pool_acquire_threshold: Some(250ms)"),
    ("DBTRACE_POOL_HOLD_THRESHOLD", "3000", "pool_hold_threshold: Some(3s)"),
    ("OTEL_TRACES_SAMPLER", "always_on", "skip_unsampled_parent: false"),
];

/// Not a test: what the child process runs.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        let telemetry = Telemetry::builder().build();
        println!("{telemetry:?}");
        for telemetry in [telemetry, Telemetry::builder().build()] {
            for variable in ["TOKIO_POSTGRES", "REDIS"] {
                let instrumentation = Instrumentation { name: "test", version: "1", variable };
                let database = Database::new(&telemetry, instrumentation, System::OTHER_SQL, &Target::new());
                println!("{variable} enabled: {}", database.is_enabled());
            }
        }
    }
}

/// Returns the child's standard output and its standard error.
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
fn each_variable_sets_its_setting_and_no_other() {
    let (defaults, _) = telemetry_under(&[]);
    for (variable, value, expected) in SETTINGS {
        let (output, warnings) = telemetry_under(&[(variable, value)]);
        assert!(output.contains(expected), "{variable}: {expected} is not in {output}");
        assert!(!defaults.contains(expected), "{variable}: the value is the default");
        for (other, _, not_expected) in SETTINGS.iter().filter(|(other, ..)| *other != variable) {
            assert!(!output.contains(not_expected), "{variable} changed the setting of {other}");
        }
        assert_eq!(warnings, "", "{variable}");
    }
}

#[test]
fn bound_instruments_variable_needs_the_feature() {
    let (output, warnings) = telemetry_under(&[("DBTRACE_BOUND_INSTRUMENTS", "true")]);
    let expected = format!("bound_instruments: {}", cfg!(feature = "bound-instruments"));
    assert!(output.contains(&expected), "{output}");
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
        let (output, _) = telemetry_under(variables);
        let expected = format!("TOKIO_POSTGRES enabled: {postgres}\nREDIS enabled: {redis}\n");
        assert!(output.contains(&expected.repeat(2)), "{variables:?}: {output}");
    }
}

#[test]
fn wrong_environment_value_gives_one_warning_with_its_replacement() {
    let (output, warnings) = telemetry_under(&[
        ("DBTRACE_QUERY_TEXT", "everything"),
        ("DBTRACE_CONNECT_SPANS", "0"),
        ("DBTRACE_POOL_HOLD_THRESHOLD", "1s"),
        ("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "no"),
        ("OTEL_INSTRUMENTATION_REDIS_ENABLED", "yes"),
    ]);
    assert!(output.contains("query_text: Sanitized") && output.contains("connect_spans: true"), "{output}");
    assert_eq!(
        warnings,
        "warning: db-trace: DBTRACE_QUERY_TEXT is \"everything\", which is not sanitized, parameterized, raw or off; \
         using sanitized\n\
         warning: db-trace: DBTRACE_CONNECT_SPANS is \"0\", which is not true or false; using true\n\
         warning: db-trace: DBTRACE_POOL_HOLD_THRESHOLD is \"1s\", which is not a number of milliseconds; using none\n\
         warning: db-trace: OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED is \"no\", which is not true or false; \
         using true\n\
         warning: db-trace: OTEL_INSTRUMENTATION_REDIS_ENABLED is \"yes\", which is not true or false; using true\n"
    );
}
