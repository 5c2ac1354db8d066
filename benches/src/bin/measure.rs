//! Measures the subjects of the report: `measure [--quick] <data.json>`.

use std::error::Error;
use std::time::Instant;

use db_trace_benches::subjects::{self, Effort};
use db_trace_report::Data;

const THOROUGH: Effort = Effort { rounds: 401, single_calls: 20_000 };
const QUICK: Effort = Effort { rounds: 51, single_calls: 3_000 };

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (effort, path) = match arguments.as_slice() {
        [quick, path] if quick == "--quick" => (QUICK, path),
        [path] => (THOROUGH, path),
        _ => return Err("usage: measure [--quick] <data.json>".into()),
    };
    let programs = std::env::current_exe()?.parent().ok_or("a program is in a folder")?.to_path_buf();
    let begin = Instant::now();
    let step = |name: &str| println!("{:>5.1} s  {name}", begin.elapsed().as_secs_f64());

    let mut data = Data { machine: subjects::machine::describe(), ..Data::default() };
    data.method.push(("Rounds".to_owned(), effort.rounds.to_string()));
    data.method.push(("Single calls timed".to_owned(), effort.single_calls.to_string()));
    step("calls in each mode");
    data.extend(subjects::calls::measure(effort, &programs));
    step("sizes of futures");
    data.figures.extend(subjects::futures::measure());
    step("several threads");
    data.figures.extend(subjects::threads::measure(effort));
    step("redaction of SQL");
    data.figures.extend(subjects::sanitiser::measure(effort));
    step("lengths of statements");
    data.figures.extend(subjects::lengths::measure(effort));
    step("real servers");
    data.extend(subjects::real_servers::measure(effort));
    step("done");
    std::fs::write(path, serde_json::to_string_pretty(&data)?)?;
    Ok(())
}
