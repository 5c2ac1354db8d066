//! Calls whose futures are built where they are polled.

/// Makes a call of the driver's with a statement or a text, and observes it until it is over: `showing` what, where its
/// parameters are not what is shown.
///
/// It returns the future, and takes the line of the caller when the future is made.
///
/// It is a macro because passing a future to a function moves it. The driver's futures exceed 1 KiB, and the moves cost more
/// than the rest of a call that is not recorded. Such a call is awaited without an observation, and its result is copied
/// once.
macro_rules! observed {
    ($client:ident.$method:ident($statement:ident, $parameters:ident) => $outcome:expr) => {
        observed!($client.$method($statement, $parameters) showing $parameters => $outcome)
    };
    ($client:ident.$method:ident($statement:ident, $parameters:ident) showing $shown:expr => $outcome:expr) => {{
        let call_site = ::std::panic::Location::caller();
        async move {
            let statement = $crate::statement::convert($statement);
            if $client.surrounds_calls() {
                let mut observation = $client.start(statement, $shown, call_site);
                let front = $crate::in_front::front($client.session(), &observation);
                let call = $crate::in_front::in_context!($client, front, $statement, |driver| {
                    $client.driver().$method(driver, $parameters)
                });
                let result = observation.watched(call).await;
                observation.finish($outcome(&result));
                result
            } else {
                observed!($client.start(statement, $shown, call_site), $outcome, match statement {
                    $crate::statement::Converted::Statement(statement) => {
                        $client.driver().$method(statement.inner(), $parameters).await
                    }
                    $crate::statement::Converted::Query(text) => {
                        $client.driver().$method(text, $parameters).await
                    }
                })
            }
        }
    }};
    ($observation:expr, $outcome:expr, $call:expr) => {{
        let mut observation = $observation;
        if observation.is_active() {
            let result = $call;
            observation.finish($outcome(&result));
            // What has ended, or never began, holds nothing to drop.
            ::std::mem::forget(observation);
            result
        } else {
            ::std::mem::forget(observation);
            $call
        }
    }};
}

/// As [`observed`], for a call that takes a text and nothing else. The driver does not prepare it by name, so it may carry a
/// comment.
macro_rules! observed_text {
    ($client:ident.$method:ident($text:ident) => $outcome:expr) => {
        $crate::observed::observed_text!($client, $text, (), $outcome, |text| $client.driver().$method(text))
    };
    ($client:ident.$method:ident($text:ident, $parameters:ident) => $outcome:expr) => {
        $crate::observed::observed_text!($client, $text, $parameters, $outcome, |text| $client
            .driver()
            .$method(text, $parameters))
    };
    ($client:ident, $text:ident, $shown:expr, $outcome:expr, |$sent:ident| $call:expr) => {{
        let call_site = ::std::panic::Location::caller();
        async move {
            let mut observation =
                $client.start($crate::statement::Converted::Query($text), $shown, call_site);
            if $client.surrounds_calls() {
                let commented = observation.commented($text);
                let $sent = commented.as_deref().unwrap_or($text);
                let call = $client.in_front(&observation, || $client.effect_of_text($text), $call);
                let result = observation.watched(::std::boxed::Box::pin(call)).await;
                observation.finish($outcome(&result));
                result
            } else if observation.is_active() {
                let commented = observation.commented($text);
                let $sent = commented.as_deref().unwrap_or($text);
                let result = $call.await;
                observation.finish($outcome(&result));
                // What has ended holds nothing to drop.
                ::std::mem::forget(observation);
                result
            } else {
                ::std::mem::forget(observation);
                let $sent = $text;
                $call.await
            }
        }
    }};
}

pub(crate) use {observed, observed_text};
