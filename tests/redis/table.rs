//! The table against what the server says of its own commands.

use std::collections::{BTreeMap, HashSet};

use db_semconv::Target;
use db_semconv::redis::{Options, identify, sanitize};
use db_trace_tests::Recorder;
use redis_trace::{ConnectionLike, RedisResult, Traced, Value, cmd};

use crate::scene::Scene;

/// How many forms of each command are tried: without any option, with all, and with some.
const FORMS: u64 = 12;

/// An argument as `COMMAND DOCS` describes it.
#[derive(Debug)]
struct Argument {
    name: String,
    kind: String,
    token: Option<String>,
    flags: HashSet<String>,
    arguments: Vec<Self>,
}

impl Argument {
    fn of(value: &Value) -> Self {
        let parts = pairs(value);
        let words = |key: &str| parts.get(key).map(|value| list(value).iter().map(text).collect());
        Self {
            name: text(&parts["name"]),
            kind: text(&parts["type"]),
            token: parts.get("token").map(text),
            flags: words("flags").unwrap_or_default(),
            arguments: parts.get("arguments").map(arguments).unwrap_or_default(),
        }
    }

    fn is(&self, flag: &str) -> bool {
        self.flags.contains(flag)
    }
}

/// The commands of the server, their words apart: `CONFIG SET`.
fn commands(docs: &Value) -> Vec<(String, String, Vec<Argument>)> {
    let mut commands = Vec::new();
    for (name, doc) in pairs(docs) {
        let doc = pairs(&doc);
        let name = name.replace('|', " ").to_uppercase();
        let group = doc.get("group").map(text).unwrap_or_default();
        commands.push((name, group, doc.get("arguments").map(arguments).unwrap_or_default()));
        commands.extend(doc.get("subcommands").map(self::commands).unwrap_or_default());
    }
    commands
}

fn arguments(value: &Value) -> Vec<Argument> {
    list(value).iter().map(Argument::of).collect()
}

fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) | Value::Set(values) => values,
        other => panic!("not a list: {other:?}"),
    }
}

fn pairs(value: &Value) -> BTreeMap<String, Value> {
    let values = list(value);
    values.chunks(2).map(|pair| (text(&pair[0]), pair[1].clone())).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::SimpleString(text) => text.clone(),
        other => panic!("not a text: {other:?}"),
    }
}

/// Arguments of a command, made from its grammar. What they are is in how they begin: `Key`, `Field`, `Function`, `Host` or
/// `Value`.
struct Form {
    number: u64,
    /// Of a hash: its fields are shown.
    is_hash: bool,
    arguments: Vec<String>,
    /// Where the number of keys or of other things stands, until they are there.
    count_at: Option<usize>,
    random: u64,
}

impl Form {
    fn new(command: &str, group: &str, grammar: &[Argument], number: u64) -> Self {
        let mut form = Self {
            number,
            is_hash: group == "hash",
            arguments: command.split(' ').map(str::to_owned).collect(),
            count_at: None,
            random: command.bytes().map(u64::from).sum::<u64>() + number,
        };
        form.push_all(grammar);
        form
    }

    /// A small number, the same in every run.
    fn random(&mut self, below: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.random >> 33).expect("31 bits") % below
    }

    fn push_all(&mut self, grammar: &[Argument]) {
        let mut times_before = None;
        for (index, argument) in grammar.iter().enumerate() {
            let counts = argument.name.starts_with("num")
                && grammar.get(index + 1).is_some_and(|next| next.is("multiple"));
            let is_wanted = match self.number {
                0 => false,
                1 => true,
                _ => self.random(2) == 0,
            };
            if argument.is("optional") && !is_wanted {
                self.count_at = None;
                continue;
            }
            if counts {
                self.arguments.extend(argument.token.clone());
                self.count_at = Some(self.arguments.len());
                self.arguments.push("0".to_owned());
                continue;
            }
            // After keys without a number of them stands as much of something else: `STREAMS key… id…`.
            let times = match times_before.take().filter(|_| argument.token.is_none()) {
                Some(times) if argument.is("multiple") => times,
                _ if argument.is("multiple") => 1 + self.random(3),
                _ => 1,
            };
            times_before = argument.is("multiple").then_some(times);
            for time in 0..times {
                if time == 0 || argument.is("multiple_token") {
                    self.arguments.extend(argument.token.clone().filter(|_| argument.kind != "pure-token"));
                }
                self.push(argument);
            }
            if let Some(place) = self.count_at.take_if(|_| argument.is("multiple")) {
                self.arguments[place] = times.to_string();
            }
        }
    }

    fn push(&mut self, argument: &Argument) {
        match argument.kind.as_str() {
            "pure-token" => self.arguments.extend(argument.token.clone()),
            "oneof" => {
                let choice = match self.number {
                    0 => 0,
                    1 => argument.arguments.len() - 1,
                    _ => self.random(argument.arguments.len()),
                };
                self.push_all(&argument.arguments[choice..=choice]);
            }
            "block" => self.push_all(&argument.arguments),
            kind => {
                let place = match kind {
                    "key" => "Key",
                    // What is called is `db.stored_procedure.name`.
                    _ if self.arguments[0].starts_with("FCALL") && argument.name == "function" => "Function",
                    // Where a key is sent to is shown.
                    _ if self.arguments[0] == "MIGRATE" && argument.name == "host" => "Host",
                    _ if self.is_hash && argument.name == "field" => "Field",
                    _ => "Value",
                };
                self.arguments.push(format!("{place}{}", self.arguments.len()));
            }
        }
    }

    fn bytes(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.arguments.iter().map(String::as_bytes)
    }
}

/// All forms of all commands of the server.
fn forms(connection: &mut redis::Connection) -> RedisResult<Vec<Form>> {
    let docs: redis::Value = redis::cmd("COMMAND").arg("DOCS").query(connection)?;
    let commands = commands(&docs);
    assert!(commands.len() > 300, "{}", commands.len());
    let forms = commands.iter().flat_map(|(name, group, grammar)| {
        (0..FORMS).map(move |number| Form::new(name, group, grammar, number))
    });
    Ok(forms.collect())
}

#[tokio::test]
async fn command_table_has_every_command_of_the_server() -> RedisResult<()> {
    let scene = Scene::new().await;
    let docs: redis::Value = redis::cmd("COMMAND").arg("DOCS").query(&mut scene.plain())?;
    let unknown: Vec<_> = commands(&docs)
        .into_iter()
        .filter(|(name, ..)| {
            let found = identify(name.split(' ').map(str::as_bytes));
            found.command().is_none_or(|command| command.name() != name)
        })
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(unknown, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn command_table_shows_the_keys_that_the_server_reports() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.plain();
    let (mut with_keys, mut wrong) = (HashSet::new(), Vec::new());
    for form in forms(&mut connection)? {
        let text = sanitize(form.bytes(), &Options { limit: 0, ..Options::default() });
        let words: HashSet<_> = text.split(' ').collect();
        let mut getkeys = redis::cmd("COMMAND");
        getkeys.arg("GETKEYS").arg(&form.arguments);
        // What has no keys, or is not for the server to judge, is an error.
        let mut keys: HashSet<String> = getkeys.query(&mut connection).unwrap_or_default();
        if keys.remove("") {
            keys.insert("\"\"".to_owned());
        }
        if !keys.is_empty() {
            with_keys.insert(form.arguments[0].clone());
        }
        let hidden = keys.iter().filter(|key| !words.contains(key.as_str()));
        let shown = form.arguments.iter().filter(|argument| {
            argument.starts_with("Value") && words.contains(argument.as_str()) && !keys.contains(*argument)
        });
        let fields = form
            .arguments
            .iter()
            .filter(|argument| argument.starts_with("Field") && !words.contains(argument.as_str()));
        let exported: Vec<_> = hidden.chain(shown).chain(fields).cloned().collect();
        if !exported.is_empty() {
            wrong.push((form.arguments.join(" "), text, exported));
        }
    }
    assert!(wrong.is_empty(), "{} forms: {wrong:#?}", wrong.len());
    assert!(with_keys.len() > 150, "{}", with_keys.len());
    Ok(())
}

/// A connection to nowhere: every command is done.
struct Nowhere;

impl ConnectionLike for Nowhere {
    fn req_packed_command(&mut self, _: &[u8]) -> RedisResult<Value> {
        Ok(Value::Okay)
    }

    fn req_packed_commands(&mut self, _: &[u8], _: usize, count: usize) -> RedisResult<Vec<Value>> {
        Ok(vec![Value::Okay; count])
    }

    fn get_db(&self) -> i64 {
        0
    }

    fn check_connection(&mut self) -> bool {
        true
    }

    fn is_open(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn value_of_any_command_in_the_table_is_not_exported() -> RedisResult<()> {
    let scene = Scene::new().await;
    let recorder = Recorder::new();
    let mut connection = Traced::from_driver(Nowhere, &recorder.telemetry(), &Target::new());
    let forms = forms(&mut scene.plain())?;
    for form in &forms {
        let mut command = cmd(&form.arguments[0]);
        command.arg(&form.arguments[1..]);
        command.exec(&mut connection)?;
        connection.req_packed_command(&command.get_packed_command())?;
    }
    assert_eq!(recorder.spans().len(), 2 * forms.len());
    let values: Vec<_> = (1..10).map(|digit| format!("Value{digit}")).collect();
    recorder.assert_never_seen(&values.iter().map(String::as_str).collect::<Vec<_>>());
    Ok(())
}
