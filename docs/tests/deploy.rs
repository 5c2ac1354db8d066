//! What holds of the files in `deploy/`, as far as it can be checked without Docker.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use db_server_programs::PROMETHEUS;
use serde_json::Value;

const COMPOSE: [&str; 3] = ["compose.yaml", "compose.tempo.yaml", "jaeger.yaml"];

fn deploy(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(path)
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(deploy(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn dashboard() -> Value {
    let text = fs::read_to_string(deploy("grafana/dashboards/db-trace.json")).expect("the dashboard");
    serde_json::from_str(&text).expect("JSON")
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn compose_files_mount_files_that_exist_and_depend_on_their_services() {
    for file in COMPOSE {
        let services = yaml(file)["services"].clone();
        for (name, service) in services.as_object().expect("services") {
            let image = service["image"].as_str().expect("an image");
            assert!(
                image.contains(':') && !image.ends_with(":latest"),
                "{file}: {name} has no version: {image}"
            );
            for volume in strings(&service["volumes"]) {
                let source = volume.split(':').next().expect("a source");
                assert!(deploy(source).exists(), "{file}: {name} mounts {source}, which is missing");
            }
            for other in strings(&service["depends_on"]) {
                assert!(
                    services.get(&other).is_some(),
                    "{file}: {name} depends on {other}, which is missing"
                );
            }
            for port in strings(&service["ports"]) {
                assert!(port.starts_with("127.0.0.1:"), "{file}: {name} is open to other machines: {port}");
            }
        }
    }
}

#[test]
fn jaeger_alone_has_the_ports_of_otlp_and_of_its_page() {
    let ports: BTreeSet<String> =
        strings(&yaml("jaeger.yaml")["services"]["jaeger"]["ports"]).into_iter().collect();
    let expected = [4317, 4318, 16686].map(|port| format!("127.0.0.1:{port}:{port}"));
    assert_eq!(ports, BTreeSet::from(expected));
}

#[test]
fn collector_pipelines_name_components_that_the_file_defines() {
    let collector = yaml("collector.yaml");
    for (signal, pipeline) in collector["service"]["pipelines"].as_object().expect("pipelines") {
        for kind in ["receivers", "processors", "exporters"] {
            for component in strings(&pipeline[kind]) {
                assert!(collector[kind].get(&component).is_some(), "{signal}: no {kind}/{component}");
            }
        }
        let processors = strings(&pipeline["processors"]);
        assert_eq!(processors.first().map(String::as_str), Some("memory_limiter"), "{signal}");
        assert_eq!(processors.last().map(String::as_str), Some("batch"), "{signal}");
    }
    let policies = collector["processors"]["tail_sampling"]["policies"].as_array().expect("policies").iter();
    let types: Vec<_> = policies.map(|policy| policy["type"].as_str().expect("a type")).collect();
    assert_eq!(types, ["status_code", "latency", "probabilistic"]);
}

#[test]
fn compose_files_set_the_variables_of_the_collector() {
    let text = fs::read_to_string(deploy("collector.yaml")).expect("a file");
    let used: BTreeSet<String> = text
        .split("${env:")
        .skip(1)
        .map(|rest| rest.split('}').next().expect("the end of a variable").to_owned())
        .collect();
    for file in ["compose.yaml", "compose.tempo.yaml"] {
        assert_eq!(names(&yaml(file)["services"]["collector"]["environment"]), used, "{file}");
    }
}

#[test]
fn addresses_in_the_files_are_services_of_both_compose_files() {
    for (compose, sources, traces) in
        [("compose.yaml", "jaeger.yaml", "jaeger"), ("compose.tempo.yaml", "tempo.yaml", "tempo")]
    {
        let services = names(&yaml(compose)["services"]);
        let sources = yaml(&format!("grafana/datasources/{sources}"))["datasources"].clone();
        let sources = sources.as_array().expect("data sources");
        let mut uids = BTreeSet::new();
        for source in sources {
            let url = source["url"].as_str().expect("a URL");
            let host = url.trim_start_matches("http://").split(':').next().expect("a host");
            assert!(services.contains(host), "{compose} has no {host}");
            uids.insert(source["uid"].as_str().expect("a UID"));
        }
        assert_eq!(uids, BTreeSet::from(["loki", "prometheus", "traces"]), "{compose}");
        assert_eq!(
            sources[1]["jsonData"]["derivedFields"][0]["datasourceUid"], "traces",
            "a log line leads to its trace"
        );
        assert_eq!(
            sources[2]["jsonData"]["tracesToLogsV2"]["datasourceUid"], "loki",
            "a trace leads to its log lines"
        );
        let endpoint = &yaml(compose)["services"]["collector"]["environment"]["TRACES_ENDPOINT"];
        assert_eq!(endpoint, &format!("{traces}:4317"));
    }
}

#[test]
fn dashboard_panels_have_places_of_their_own_and_known_variables() {
    let dashboard = dashboard();
    let variables = dashboard["templating"]["list"].as_array().expect("variables").iter();
    let variables: BTreeSet<&str> =
        variables.map(|variable| variable["name"].as_str().expect("a name")).collect();
    assert_eq!(variables, BTreeSet::from(["datasource", "namespace", "server", "service", "system"]));
    let panels = dashboard["panels"].as_array().expect("panels");
    let mut ids = BTreeSet::new();
    let mut cells = BTreeSet::new();
    for panel in panels {
        let title = panel["title"].as_str().expect("a title");
        assert!(ids.insert(panel["id"].as_u64()), "{title}: its id is taken");
        let [x, y, w, h] =
            ["x", "y", "w", "h"].map(|side| panel["gridPos"][side].as_u64().expect("a number"));
        assert!(x + w <= 24, "{title} is too wide");
        for cell in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(cells.insert(cell), "{title} covers another panel");
        }
        for target in panel["targets"].as_array().into_iter().flatten() {
            assert_eq!(target["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
}

/// Runs promtool in the folder of the rules.
fn promtool(arguments: &[&str]) {
    let program = PROMETHEUS.folder().expect("`cargo xtask setup` installs Prometheus").join("promtool");
    let output =
        Command::new(program).args(arguments).current_dir(deploy("prometheus")).output().expect("promtool");
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&text));
}

#[test]
fn prometheus_configuration_and_alerts_are_valid() {
    promtool(&["check", "config", "prometheus.yaml"]);
    promtool(&["check", "rules", "alerts.yaml"]);
}

#[test]
fn alerts_fire_when_they_should_and_are_quiet_otherwise() {
    promtool(&["test", "rules", "alerts.test.yaml"]);
}
