//! A call of each client in each mode.

use std::path::Path;
use std::process::Command;

use db_trace_report::{Data, Figure, Skipped};

use super::{Effort, figure};
use crate::callgrind;
use crate::candidate::{Candidate, Client};
use crate::mode::Mode;
use crate::rounds;

const CALLS: u64 = 1_600;

/// Measures them; `programs` is the folder of those that are counted.
pub fn measure(effort: Effort, programs: &Path) -> Data {
    let mut data = Data::default();
    for client in Client::CALLS {
        let mut candidates: Vec<Candidate> =
            Mode::ALL.into_iter().map(|mode| client.candidate(mode)).collect();
        let times = rounds::measure(&mut candidates, effort.rounds);
        for (mode, times_of_mode) in Mode::ALL.into_iter().zip(&times) {
            data.figures.push(figure("calls", client.name(), mode.name(), times_of_mode, &times[0]));
        }
    }
    count_instructions(&mut data, &programs.join("call"));
    count_allocations(&mut data, &programs.join("allocations"));
    data
}

fn count_instructions(data: &mut Data, program: &Path) {
    let missing = callgrind::missing().map(str::to_owned);
    let result = match missing {
        Some(reason) => Err(reason),
        None => data.figures.iter_mut().try_fold(0, |plain, figure| {
            let (client, mode) = names(figure)?;
            let count = callgrind::instructions(program, &[client.name(), mode.name()], CALLS)?.cast_signed();
            let (shown, plain) = if mode == Mode::Plain { (count, count) } else { (count - plain, plain) };
            figure.instructions = Some(shown);
            Ok::<i64, String>(plain)
        }),
    };
    if let Err(reason) = result {
        data.skipped.push(Skipped { what: "instructions of calls".to_owned(), reason });
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are less than 2^52 allocations")]
fn count_allocations(data: &mut Data, program: &Path) {
    let result = data.figures.iter_mut().try_fold((0.0, 0.0), |plain, figure| {
        let (client, mode) = names(figure)?;
        let output = Command::new(program).args([client.name(), mode.name(), &CALLS.to_string()]).output();
        let output = output.map_err(|error| format!("{} does not start: {error}", program.display()))?;
        let told = String::from_utf8_lossy(&output.stdout);
        let per_call = |word: Option<&str>| {
            let number = word.and_then(|word| word.trim().parse::<u64>().ok());
            number.map(|number| number as f64 / CALLS as f64).ok_or_else(|| "it counts nothing".to_owned())
        };
        let mut words = told.split(' ');
        let (count, bytes) = (per_call(words.next())?, per_call(words.next())?);
        let is_plain = mode == Mode::Plain;
        figure.allocations = Some(if is_plain { count } else { count - plain.0 });
        figure.bytes = Some(if is_plain { bytes } else { bytes - plain.1 });
        Ok::<_, String>(if is_plain { (count, bytes) } else { plain })
    });
    if let Err(reason) = result {
        data.skipped.push(Skipped { what: "allocations of calls".to_owned(), reason });
    }
}

fn names(figure: &Figure) -> Result<(Client, Mode), String> {
    let names = Client::by_name(&figure.group).zip(Mode::by_name(&figure.case));
    names.ok_or_else(|| format!("{} {} is no call", figure.group, figure.case))
}
