//! The example `redact`, as a program that others talk to.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};

const CASES: &str = include_str!("data/semconv-sql-cases.json");

/// Cargo tells tests where binaries are, but not examples, and builds those with the tests only sometimes. So it is asked.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--example", "redact", "--message-format", "json", "--manifest-path"])
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "the example does not build");
    String::from_utf8(built.stdout)
        .expect("cargo speaks UTF-8")
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "redact")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo tells where the example is")
});

struct Redact {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Redact {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(&*PROGRAM)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let input = process.stdin.take().expect("an input");
        let output = BufReader::new(process.stdout.take().expect("an output"));
        Self { process, input, output }
    }

    /// Writes a line and reads the answer before anything else is written.
    fn ask(&mut self, line: &[u8]) -> Value {
        self.input.write_all(&[line, b"\n"].concat()).expect("it reads");
        self.answer()
    }

    fn answer(&mut self) -> Value {
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("it writes UTF-8");
        serde_json::from_str(&answer).expect("it answers in JSON")
    }

    /// Ends the input, and returns what is left of the output.
    fn finish(self) -> String {
        let Self { mut process, input, output } = self;
        drop(input);
        let rest = std::io::read_to_string(output).expect("it writes UTF-8");
        assert!(process.wait().expect("it ends").success());
        rest
    }
}

#[test]
fn the_conventions_cases_are_answered() {
    let file: Value = serde_json::from_str(CASES).expect("the file is JSON");
    let mut redact = Redact::start(&[]);
    for case in file["cases"].as_array().expect("cases") {
        let request =
            json!({"id": case["id"], "kind": "sql", "system": case["db_system"], "sql": case["input"]});
        let answer = redact.ask(request.to_string().as_bytes());
        assert_eq!(answer["id"], case["id"]);
        assert_eq!(answer["summary"], case["summary"], "{}", case["id"]);
        let accepted = case["sanitized_any_of"].as_array().expect("texts");
        assert!(accepted.contains(&answer["sanitized"]), "{}: {}", case["id"], answer["sanitized"]);
    }
    assert_eq!(redact.finish(), "");
}

#[test]
fn an_answer_has_all_fields_in_order() {
    let mut redact = Redact::start(&[]);
    let request = br#"{"id":1,"sql":"SELECT a FROM t; "}
{"id":"two","kind":"sql","sql":""}
"#;
    redact.input.write_all(request).expect("it reads");
    assert_eq!(
        redact.finish(),
        r#"{"id":1,"sanitized":"SELECT a FROM t; ","summary":"SELECT t","operation":"SELECT","collection":"t"}
{"id":"two","sanitized":"","summary":null,"operation":null,"collection":null}
"#
    );
}

#[test]
fn redis_commands_are_answered_with_a_text() {
    let mut redact = Redact::start(&[]);
    let requests = br#"{"id":1,"kind":"redis","command":"SET","args":["k","v"]}
{"id":2,"kind":"redis","command":"config set","args":["requirepass","secret"]}
{"id":3,"kind":"redis","command":"config","args":["set","requirepass","secret"]}
{"id":4,"kind":"redis","command":"HSET","args":["a b","f","v"],"mask_keys":false}
{"id":5,"kind":"redis","command":"GET","args":["user:7"],"mask_keys":true}
{"id":6,"kind":"redis","command":"PING","args":[]}
{"id":7,"kind":"redis","command":"NEW.COMMAND","args":["secret"]}
"#;
    redact.input.write_all(requests).expect("it reads");
    assert_eq!(
        redact.finish(),
        r#"{"id":1,"text":"SET k ?"}
{"id":2,"text":"config set ? ?"}
{"id":3,"text":"config set ? ?"}
{"id":4,"text":"HSET \"a b\" f ?"}
{"id":5,"text":"GET user:?"}
{"id":6,"text":"PING"}
{"id":7,"text":"NEW.COMMAND"}
"#
    );
}

#[test]
fn a_long_redis_command_is_not_cut() {
    let arguments: Vec<String> = (0..20_000).map(|number| format!("key-{number}")).collect();
    let mut redact = Redact::start(&[]);
    let request = json!({"id": 1, "kind": "redis", "command": "DEL", "args": arguments});
    let answer = redact.ask(request.to_string().as_bytes());
    assert_eq!(answer["text"], format!("DEL {}", arguments.join(" ")));
}

#[test]
fn systems_and_double_quotes_choose_the_rules() {
    let mut redact = Redact::start(&[]);
    let mut sanitized = |system: Value, double_quotes: Value| {
        let sql = r#"SELECT "a" FROM t"#;
        let request = json!({"id": 1, "system": system, "double_quotes": double_quotes, "sql": sql});
        redact.ask(request.to_string().as_bytes())["sanitized"].as_str().expect("a text").to_owned()
    };
    let (hidden, shown) = ("SELECT ? FROM t", r#"SELECT "a" FROM t"#);
    for (system, expected) in [
        (json!("postgresql"), shown),
        (json!("mysql"), hidden),
        (json!("mariadb"), hidden),
        (json!("sqlite"), shown),
        (json!("other_sql"), shown),
        (json!("no such system"), shown),
        (Value::Null, shown),
    ] {
        assert_eq!(sanitized(system.clone(), Value::Null), expected, "{system}");
        assert_eq!(sanitized(system.clone(), json!("string")), hidden, "{system}");
        assert_eq!(sanitized(system.clone(), json!("identifier")), shown, "{system}");
    }
}

#[test]
fn a_bad_line_is_answered_and_the_next_one_too() {
    let mut redact = Redact::start(&[]);
    let lines: [(&[u8], Value); 22] = [
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
        let answer = redact.ask(line);
        let shown = String::from_utf8_lossy(line);
        assert_eq!(answer["id"], id, "{shown}");
        assert!(answer["error"].is_string(), "{shown}");
        assert_eq!(answer.as_object().map(serde_json::Map::len), Some(2), "{answer}");
    }
    // Blank lines ask nothing, and Windows ends lines in its own way.
    let answer = redact.ask(b"\n  \r\n{\"id\":9,\"sql\":\"SELECT 1\"}\r");
    assert_eq!(answer["sanitized"], "SELECT ?");
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(redact.ask(&deep)["error"].is_string());
    assert_eq!(redact.finish(), "");
}

#[test]
fn a_bad_line_may_come_first() {
    let mut redact = Redact::start(&[]);
    assert_eq!(redact.ask(br#"{"id":1,"#)["id"], 1);
    assert_eq!(redact.finish(), "");

    let mut redact = Redact::start(&[]);
    let answer = redact.ask(b"what\n{\"id\":2,\"sql\":\"SELECT 1\"}");
    assert!(answer["error"].is_string());
    assert_eq!(redact.answer()["id"], 2);
    assert_eq!(redact.finish(), "");
}

#[test]
fn a_long_text_is_not_cut() {
    let sql = format!("SELECT {} FROM t", vec!["a"; 50_000].join(", "));
    let mut redact = Redact::start(&[]);
    let answer = redact.ask(json!({"id": 1, "sql": sql}).to_string().as_bytes());
    assert_eq!(answer["sanitized"], sql);
}

#[test]
fn people_see_the_text_and_the_summary() {
    let ask = |arguments: &[&str], text: &[u8]| {
        let mut redact = Redact::start(arguments);
        redact.input.write_all(text).expect("it reads");
        redact.finish()
    };
    let sql = b"SELECT name, \"x\"\nFROM users -- all\nWHERE id = 7\n";
    assert_eq!(ask(&[], sql), "SELECT name, \"x\"\nFROM users \nWHERE id = ?\nsummary: SELECT users\n");
    assert_eq!(ask(&["mysql"], sql), "SELECT name, ?\nFROM users \nWHERE id = ?\nsummary: SELECT users\n");
    assert_eq!(ask(&[], b"SELECT '\n{\"a\":7}\n'"), "SELECT ?\nsummary: SELECT\n");
    assert_eq!(ask(&[], b""), "\nsummary: \n");
    assert!(ask(&[], b"SELECT '\xff'").starts_with("SELECT ?\n"));
}
