//! A wrapper's Cargo features: the driver's, under the same names.

use serde_json::Value;

use crate::pairs::Pair;

/// What is wrong with the wrapper's features, as one sentence each.
pub(super) fn differences(driver: &Value, wrapper: &Value, pair: &Pair) -> Vec<String> {
    let empty = serde_json::Map::new();
    let of_driver = driver["features"].as_object().unwrap_or(&empty);
    let of_wrapper = wrapper["features"].as_object().unwrap_or(&empty);
    let turns_on = |feature: &str, other: &str| {
        let others = of_wrapper.get(feature).and_then(Value::as_array);
        others.is_some_and(|others| others.iter().any(|present| present == other))
    };
    let mut differences = Vec::new();
    for (feature, others) in of_driver {
        // The driver's default features are turned on by the wrapper's features of the same names, if at all.
        let wanted: Vec<String> = if feature == "default" {
            others.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        } else {
            vec![format!("{}/{feature}", pair.driver)]
        };
        for other in wanted {
            if !turns_on(feature, &other) {
                differences
                    .push(format!("{}: the feature `{feature}` does not turn on `{other}`", pair.wrapper));
            }
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairs::PAIRS;
    use serde_json::json;

    #[test]
    fn wrapper_feature_that_does_not_reach_the_driver_is_reported() {
        let driver =
            json!({"features": {"default": ["runtime"], "runtime": ["tokio/net"], "with-uuid-1": []}});
        let good = json!({"features": {
            "default": ["runtime"],
            "runtime": ["tokio-postgres/runtime", "tokio/net"],
            "with-uuid-1": ["tokio-postgres/with-uuid-1"],
            "deadpool": [],
        }});
        assert_eq!(differences(&driver, &good, &PAIRS[0]), Vec::<String>::new());
        let bad = json!({"features": {"default": [], "runtime": [], "with-uuid-1": ["tokio-postgres/with-uuid-1"]}});
        assert_eq!(
            differences(&driver, &bad, &PAIRS[0]),
            [
                "pg-trace: the feature `default` does not turn on `runtime`",
                "pg-trace: the feature `runtime` does not turn on `tokio-postgres/runtime`",
            ]
        );
    }
}
