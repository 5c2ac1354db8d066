//! By how much a call's future grows.

use db_trace_report::Figure;

use crate::postgres;

/// The sizes.
pub fn measure() -> Vec<Figure> {
    let figure = |method: &str, case: &str, size: usize| Figure {
        subject: "futures".to_owned(),
        group: method.to_owned(),
        case: case.to_owned(),
        size: Some(size as u64),
        ..Figure::default()
    };
    let sizes = postgres::future_sizes().into_iter();
    sizes
        .flat_map(|(method, plain, traced)| {
            [figure(method, "plain", plain), figure(method, "traced", traced)]
        })
        .collect()
}
