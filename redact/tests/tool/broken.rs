//! Lines that cannot be read: answered, reported, and never shown.

use serde_json::{Map, Value, json};

use crate::program::{Dialog, run};

#[test]
fn a_bad_line_is_answered_and_the_next_one_too() {
    let mut dialog = Dialog::start();
    let lines: [(&[u8], Value); 23] = [
        (br#"{"id":0}"#, json!(0)),
        (br#"{"id":1,"sql":7}"#, json!(1)),
        (br#"{"id":2,"sql":"SELECT 1","system":7}"#, json!(2)),
        (br#"{"id":3,"sql":"SELECT 1","kind":"mongodb"}"#, json!(3)),
        (br#"{"id":4,"kind":"redis"}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"SET"}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","args":["k","v"]}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"","args":["k","v"]}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":["SET"],"args":["k","v"]}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"SET","args":"k"}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"SET","args":["k",7]}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"SET","args":[null]}"#, json!(4)),
        (br#"{"id":4,"kind":"redis","command":"SET","args":["k"],"mask_keys":"yes"}"#, json!(4)),
        (br#"{"id":5,"sql":"SELECT 1","double_quotes":"both"}"#, json!(5)),
        (br#"{"id":5,"sql":"SELECT 1","mask_names":1}"#, json!(5)),
        (br#"{"id":6,"sql":"SELECT"#, json!(6)),
        (b"{\"id\":\"seven\",\"sql\":\"SELECT '\xff'\"}", json!("seven")),
        (br#"{"id":8,"sql":"\ud800"}"#, json!(8)),
        (br#"{"sql":"#, Value::Null),
        (b"\xff\xfe", Value::Null),
        (b"[1]", Value::Null),
        (b"SELECT 1", Value::Null),
        (b"{{{{", Value::Null),
    ];
    for (line, id) in lines {
        let answer = dialog.ask(line);
        let shown = String::from_utf8_lossy(line);
        assert_eq!(answer["id"], id, "{shown}");
        assert!(answer["error"].is_string(), "{shown}");
        assert_eq!(answer.as_object().map(Map::len), Some(2), "{answer}");
    }
    // Blank lines ask nothing, and Windows ends lines in its own way.
    let answer = dialog.ask(b"\n  \r\n{\"id\":9,\"sql\":\"SELECT 1\"}\r");
    assert_eq!(answer["sanitized"], "SELECT ?");
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(dialog.ask(&deep)["error"].is_string());
    dialog.finish();
}

#[test]
fn a_bad_line_may_come_first() {
    let mut dialog = Dialog::start();
    assert_eq!(dialog.ask(br#"{"id":1,"#)["id"], 1);
    dialog.finish();

    let mut dialog = Dialog::start();
    let answer = dialog.ask(b"what\n{\"id\":2,\"sql\":\"SELECT 1\"}");
    assert!(answer["error"].is_string());
    assert_eq!(dialog.answer()["id"], 2);
    dialog.finish();
}

#[test]
fn what_is_wrong_is_reported_with_the_line() {
    let run = run(&[], "{\"sql\":\"SELECT 1\"}\n\n{\"sql\":7}\nwhat\n\"SELECT 1\"\n");
    assert_eq!(
        run.problems,
        "redact: line 3: sql is not a string\nredact: line 4: not JSON: expected value at line 1 column 1\n"
    );
    assert_eq!(run.output.lines().count(), 4);
    assert_eq!(run.status, Some(0));
}

#[test]
fn a_text_in_another_language_is_refused() {
    for line in [
        r#"{"db.query.text":"GET hunter2","db.system.name":"redis"}"#,
        r#"{"db.query.text":"{\"find\":\"hunter2\"}","db.system.name":"mongodb"}"#,
        r#"{"db.query.text":"MATCH (n {name: \"hunter2\"})","db.system.name":"neo4j"}"#,
        r#"{"query":"{\"find\":\"hunter2\"}","system":"postgresql"}"#,
        r#"{"query":"[{\"$match\":\"hunter2\"}]"}"#,
        r#"{"query":"SELECT 1","sql":"SELECT 2"}"#,
        r#"{"query":"SELECT 1","system":"mysql","db.system":"sqlite"}"#,
        r#""{\"find\":\"hunter2\"}""#,
    ] {
        let run = run(&["postgresql"], line);
        assert!(run.output.starts_with(r#"{"id":null,"error":"#), "{line}: {}", run.output);
        assert!(!(run.output + &run.problems).contains("hunter2"), "{line}");
    }
}

/// In PostgreSQL, the strings of JSON would be names.
#[test]
fn json_that_is_not_in_lines_is_not_read_as_sql() {
    let json = "[\n  {\n    \"query\": \"SELECT 'hunter2'\"\n  }\n]\n";
    for input in
        [json, &json[2..], &json.replace('\n', ""), &format!("\u{feff}{json}"), "\"SELECT 'hunter2'\",1"]
    {
        for arguments in [&["postgresql"][..], &["postgresql", "--lines"]] {
            let run = run(arguments, input);
            assert!(!(run.output + &run.problems).contains("hunter2"), "{arguments:?} {input}");
            assert_eq!(run.status, Some(0));
        }
    }
}

/// Values at each place of a line, and each line broken at each place.
#[test]
fn no_value_is_shown_wherever_a_line_breaks() {
    let whole = [
        r#"{"id":1,"query":"SELECT a FROM t WHERE b = 'hunter2' AND c = 4711","system":"mysql"}"#,
        r#"{"id":1,"system":"mysql","sql":"SET PASSWORD = hunter2","comment":"hunter2"}"#,
        r#"{"id":1,"kind":"redis","command":"SET","args":["k","hunter2"]}"#,
        r#""SELECT a /* hunter2 */ FROM t WHERE b = \"hunter2\"""#,
    ];
    let mut input = Vec::new();
    for line in whole {
        for end in 0..=line.len() {
            input.extend_from_slice(&line.as_bytes()[..end]);
            input.extend_from_slice(b"\n");
            input.extend_from_slice(&line.as_bytes()[..end]);
            input.extend_from_slice(b"\xff\n");
        }
    }
    let run = run(&["mysql"], [b"{}\n", &input[..]].concat());
    for output in [&run.output, &run.problems] {
        assert!(!output.contains("hunter") && !output.contains("4711"), "{output}");
    }
    assert_eq!(run.status, Some(0));
}
