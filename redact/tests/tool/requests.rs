//! JSON objects, and their answers.

use serde_json::{Value, json};

use crate::program::{Dialog, shown};

const CASES: &str = include_str!("../data/semconv-sql-cases.json");

#[test]
fn the_conventions_cases_are_answered() {
    let file: Value = serde_json::from_str(CASES).expect("the file is JSON");
    let mut dialog = Dialog::start();
    for case in file["cases"].as_array().expect("cases") {
        let request =
            json!({"id": case["id"], "kind": "sql", "system": case["db_system"], "sql": case["input"]});
        let answer = dialog.ask(request.to_string());
        assert_eq!(answer["id"], case["id"]);
        assert_eq!(answer["summary"], case["summary"], "{}", case["id"]);
        let accepted = case["sanitized_any_of"].as_array().expect("texts");
        assert!(accepted.contains(&answer["sanitized"]), "{}: {}", case["id"], answer["sanitized"]);
    }
    dialog.finish();
}

#[test]
fn an_answer_has_all_fields_in_order() {
    let requests = br#"{"id":1,"sql":"SELECT a FROM t; "}
{"id":"two","kind":"sql","sql":""}
"#;
    assert_eq!(
        shown(&[], requests),
        r#"{"id":1,"sanitized":"SELECT a FROM t; ","summary":"SELECT t","operation":"SELECT","collection":"t"}
{"id":"two","sanitized":"","summary":null,"operation":null,"collection":null}
"#
    );
}

#[test]
fn a_text_and_a_system_have_several_names() {
    let expected = json!("SELECT ? FROM t");
    let mut dialog = Dialog::start();
    for text in ["sql", "query", "statement", "db.query.text", "db.statement"] {
        for system in ["system", "dialect", "db.system.name", "db.system"] {
            let answer = dialog.ask(json!({text: r#"SELECT "a" FROM t"#, system: "mysql"}).to_string());
            assert_eq!(answer["sanitized"], expected, "{text} {system}");
            assert_eq!(answer["id"], Value::Null);
        }
    }
    dialog.finish();
}

#[test]
fn other_keys_do_not_come_back() {
    let request = r#"{"query":"SELECT 1","timestamp":"2026-01-31","parameters":["hunter2"]}"#;
    let answer =
        r#"{"id":null,"sanitized":"SELECT ?","summary":"SELECT","operation":"SELECT","collection":null}"#;
    assert_eq!(shown(&[], request), format!("{answer}\n"));
}

#[test]
fn redis_commands_are_answered_with_a_text() {
    let requests = br#"{"id":1,"kind":"redis","command":"SET","args":["k","v"]}
{"id":2,"kind":"redis","command":"config set","args":["requirepass","secret"]}
{"id":3,"kind":"redis","command":"config","args":["set","requirepass","secret"]}
{"id":4,"kind":"redis","command":"HSET","args":["a b","f","v"],"mask_keys":false}
{"id":5,"kind":"redis","command":"GET","args":["user:7"],"mask_keys":true}
{"id":6,"kind":"redis","command":"PING","args":[]}
{"id":7,"kind":"redis","command":"NEW.COMMAND","args":["secret"]}
{"id":8,"kind":"redis","command":"GET","args":["user:ada:cart"],"mask_keys":"first-segment"}
"#;
    assert_eq!(
        shown(&[], requests),
        r#"{"id":1,"text":"SET k ?"}
{"id":2,"text":"config set ? ?"}
{"id":3,"text":"config set ? ?"}
{"id":4,"text":"HSET \"a b\" f ?"}
{"id":5,"text":"GET user:?"}
{"id":6,"text":"PING"}
{"id":7,"text":"NEW.COMMAND"}
{"id":8,"text":"GET user:?"}
"#
    );
}

#[test]
fn masked_names_are_in_the_summary_and_the_collection_alone() {
    let requests = br#"{"id":1,"sql":"SELECT a FROM t_2026 WHERE b = 'x'","mask_names":true}
{"id":2,"sql":"SELECT a FROM t_2026 WHERE b = 'x'","mask_names":false}
"#;
    assert_eq!(
        shown(&[], requests),
        r#"{"id":1,"sanitized":"SELECT a FROM t_2026 WHERE b = ?","summary":"SELECT t_?","operation":"SELECT","collection":"t_?"}
{"id":2,"sanitized":"SELECT a FROM t_2026 WHERE b = ?","summary":"SELECT t_2026","operation":"SELECT","collection":"t_2026"}
"#
    );
}

#[test]
fn systems_and_double_quotes_choose_the_rules() {
    let mut dialog = Dialog::start();
    let mut sanitized = |system: Value, double_quotes: Value| {
        let sql = r#"SELECT "a" FROM t"#;
        let request = json!({"id": 1, "system": system, "double_quotes": double_quotes, "sql": sql});
        dialog.ask(request.to_string())["sanitized"].as_str().expect("a text").to_owned()
    };
    let (hidden, shown) = ("SELECT ? FROM t", r#"SELECT "a" FROM t"#);
    for (system, expected) in [
        (json!("postgresql"), shown),
        (json!("mysql"), hidden),
        (json!("mariadb"), hidden),
        (json!("MariaDB"), hidden),
        (json!("oracle.db"), shown),
        // The place decides, and none is for names alone.
        (json!("sqlite"), hidden),
        (json!("microsoft.sql_server"), hidden),
        (json!("other_sql"), hidden),
        (json!("no such system"), hidden),
        (Value::Null, hidden),
    ] {
        assert_eq!(sanitized(system.clone(), Value::Null), expected, "{system}");
        assert_eq!(sanitized(system.clone(), json!("string")), hidden, "{system}");
        assert_eq!(sanitized(system.clone(), json!("identifier")), shown, "{system}");
    }
}

#[test]
fn a_long_text_is_not_cut() {
    let sql = format!("SELECT {} FROM t", vec!["a"; 50_000].join(", "));
    let mut dialog = Dialog::start();
    assert_eq!(dialog.ask(json!({"id": 1, "sql": sql}).to_string())["sanitized"], sql);
    let arguments: Vec<String> = (0..20_000).map(|number| format!("key-{number}")).collect();
    let request = json!({"id": 2, "kind": "redis", "command": "DEL", "args": arguments});
    assert_eq!(dialog.ask(request.to_string())["text"], format!("DEL {}", arguments.join(" ")));
    dialog.finish();
}
