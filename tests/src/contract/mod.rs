//! One contract for every driver's wrapper, written once.
//!
//! A wrapper is a [`Subject`]. [`contract!`](crate::contract!) runs the suite for it, with a `#[test]` for each function of
//! the modules here, so that a failure names the subject and the test:
//! `redis_asynchronous::parents::remote_span_becomes_the_parent`. The subjects are in `tests/contract`.
//!
//! Every test searches everything exported for the values that went in, because the scene of a test does so at its end.

#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod cancellation;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod failures;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod metrics;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod parents;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod redaction;
mod scene;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod settings;
mod subject;
#[expect(missing_docs, reason = "the name of a test is its documentation")]
pub mod transactions;

pub use subject::{
    ARGUMENT, Call, Cancellable, Ending, Failure, LITERAL, PASSWORD, QUOTED, Sql, Subject, Transacts,
};

/// Runs the contract for a subject, in a module of this name.
///
/// Three parts do not fit every subject. Each is `tested`, or says why it cannot be:
///
/// * `first_poll`: the call begins when its future is polled;
/// * `cancellation`: the subject is [`Cancellable`];
/// * `sql`: the subject is [`Sql`].
#[macro_export]
macro_rules! contract {
    (
        $subject:ident: $type:ty {
            first_poll: $first_poll:tt,
            cancellation: $cancellation:tt,
            sql: $sql:tt $(,)?
        }
    ) => {
        mod $subject {
            type Subject = $type;

            mod parents {
                $crate::contract_tests! { tested parents:
                    call_without_a_parent_is_a_root,
                    callers_context_stays_as_it_was,
                    connect_nests_under_the_callers_span,
                    opentelemetry_span_becomes_the_parent,
                    remote_span_becomes_the_parent,
                    required_parent_may_be_local_or_remote,
                    suppressed_scope_records_nothing,
                    tracing_span_becomes_the_parent,
                    unsampled_parent_has_no_children_but_measurements,
                    unsampled_parent_is_passed_to_the_sampler_on_request,
                    unsampled_parent_skips_the_sampler_by_default,
                }
                $crate::contract_tests! { $first_poll parents:
                    span_of_the_first_poll_becomes_the_parent,
                }
            }

            mod cancellation {
                $crate::contract_tests! { $cancellation cancellation:
                    call_beyond_the_callers_timeout_is_cancelled_and_no_error,
                    call_by_text_dropped_at_any_await_is_cancelled,
                    call_dropped_at_any_await_is_cancelled,
                    cancelled_call_is_measured_once_with_its_outcome,
                    connect_dropped_at_any_await_is_cancelled,
                }
            }

            mod settings {
                $crate::contract_tests! { tested settings:
                    attribute_of_the_user_is_on_every_span_and_no_metric,
                    connect_span_can_be_left_out,
                    disabled_telemetry_records_nothing,
                    filter_leaves_calls_out_of_spans_and_metrics,
                    filter_sees_the_sanitized_text,
                    query_text_is_cut_at_the_limit,
                    query_text_is_shown_as_chosen,
                    span_name_function_names_the_spans_it_wants,
                }
                $crate::contract_tests! { $sql settings:
                    operation_and_collection_names_are_an_opt_in,
                    query_parameters_are_an_opt_in,
                    returned_rows_can_be_left_out,
                }
            }

            mod metrics {
                $crate::contract_tests! { tested metrics:
                    duration_has_the_attributes_and_the_clock_of_its_span,
                    duration_of_a_failure_has_its_type_and_code,
                    every_connect_and_call_is_measured_once,
                    unsampled_call_is_measured,
                }
                $crate::contract_tests! { $sql metrics:
                    returned_rows_are_measured_once_on_request,
                }
            }

            mod failures {
                $crate::contract_tests! { tested failures:
                    call_after_a_failure_is_a_success,
                    caller_sees_the_whole_error,
                    error_message_is_an_opt_in,
                    failed_call_has_a_type_and_no_message,
                    failed_connect_has_a_class_and_no_message,
                    password_stays_hidden_where_messages_are_shown,
                }
            }

            mod transactions {
                $crate::contract_tests! { tested transactions:
                    call_outside_of_a_transaction_has_no_times,
                    transaction_is_measured_once_with_its_end,
                    transaction_times_can_be_left_out,
                    wait_for_http_in_a_transaction_is_idle_time,
                }
            }

            mod redaction {
                $crate::contract_tests! { tested redaction:
                    argument_that_looks_like_syntax_stays_inside,
                    huge_argument_stays_inside,
                    huge_literal_stays_inside,
                    values_of_every_call_stay_inside,
                }
            }
        }
    };
}

/// The tests of one module of the contract, or none and the reason for that.
#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests {
    (tested $module:ident: $($test:ident,)+) => {
        $(
            #[tokio::test]
            async fn $test() {
                $crate::contract::$module::$test::<super::Subject>().await;
            }
        )+
    };
    ($reason:literal $module:ident: $($test:ident,)+) => {};
}

#[cfg(test)]
mod tests {
    #[test]
    fn macro_names_every_test_of_the_contract() {
        let list = include_str!("mod.rs");
        for (module, source) in [
            ("parents", include_str!("parents.rs")),
            ("cancellation", include_str!("cancellation.rs")),
            ("settings", include_str!("settings.rs")),
            ("metrics", include_str!("metrics.rs")),
            ("failures", include_str!("failures.rs")),
            ("redaction", include_str!("redaction.rs")),
            ("transactions", include_str!("transactions.rs")),
        ] {
            let tests =
                source.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('<').next());
            for test in tests {
                assert!(list.contains(&format!("{test},\n")), "{module}::{test} is not in the macro");
            }
        }
    }
}
