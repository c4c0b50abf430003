//! `quarterday import`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use axum::http::Method;
use clap::Args;
use quarterday_documents::import::{SourceFile, parse_for, read_paths};
use quarterday_domain::{Code, Context, State, decide, reject};
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, Envelope, EstablishCouncil, Import as Rows};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::event::Recorded;
use quarterday_proto::id::CouncilId;
use serde_json::{Value, json};

use super::output::hint;
use super::program::{self, quoted};
use super::{Format, Place, out, output};
use crate::client::{Client, Refused, encode};
use crate::failure::problem;

/// Import sheets (CSV or XLSX): all rows or none
///
/// A sheet is known by its columns: plans, items, targets, observations,
/// people. A plan or council that is not known yet is created with the
/// defaults. The same file imported twice changes nothing the second time.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// CSV or XLSX files, or folders of them
    #[arg(required_unless_present = "template")]
    files: Vec<PathBuf>,
    /// Council
    #[arg(long, required_unless_present = "template", default_value = "")]
    council: String,
    /// Plan of rows that name none
    #[arg(long)]
    plan: Option<String>,
    /// Check everything and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Name of the council, where it is created
    #[arg(long)]
    name: Option<String>,
    /// Nation of the council, where it is created: england, wales or scotland
    #[arg(long, default_value = "england")]
    nation: String,
    /// Write an empty workbook with all sheets to this file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "plan", "dry_run"])]
    template: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        if let Some(path) = &self.template {
            let workbook = quarterday_documents::template::workbook()?;
            // A workbook that someone has filled in is not written over.
            let mut file = std::fs::File::create_new(path)
                .with_context(|| format!("could not make {}", path.display()))?;
            file.write_all(&workbook)?;
            out(format!("{} written", path.display()));
            return Ok(());
        }
        let files = read_paths(&self.files)?;
        let client = if self.dry_run {
            self.place.connect_to(&self.council).await
        } else {
            self.place.connect_or_create(&self.council).await
        };
        let client = match client {
            Ok(client) => client,
            // A trial makes no folder either.
            Err(error) if self.dry_run && is_no_data(&error) => {
                return print_import(&self.rehearse(&files)?, self.format);
            }
            Err(error) => return Err(error),
        };
        let answer = self.import(&client, &files).await;
        client.close().await?;
        let answer = answer?;
        print_import(&answer, self.format)?;
        if self.dry_run {
            return Ok(());
        }
        let place = self.place.of(&self.council);
        let list = program::command(format_args!("quarter list{place}"));
        let open = program::command(format_args!("quarter open{place}"));
        if answer["rows"]["observations"].as_u64().unwrap_or(0) > 0 {
            hint(
                self.format,
                format_args!("where the quarters stand: {list}"),
            );
        } else {
            let plan = self.plan.as_deref().map_or("PLAN".to_owned(), quoted);
            hint(
                self.format,
                format_args!("ask for answers: {open} --plan {plan} --quarter YYYY-YY-Qn"),
            );
        }
        Ok(())
    }

    async fn import(&self, client: &Client, files: &[SourceFile]) -> anyhow::Result<Value> {
        let mut set_up = None;
        let missing = self.missing(client).await?;
        if let Some(missing) = missing.filter(|_| self.place.server.is_none()) {
            let rehearsed = self.rehearse(files)?;
            if self.dry_run {
                return Ok(rehearsed);
            }
            let name = self.name.clone().unwrap_or_else(|| self.council.clone());
            let body = json!({ "id": self.council, "name": name, "nation": self.nation });
            let _: Value = client.post("/api/v1/councils", &[], &body).await?;
            let note = format!(
                "Council `{}` {missing}: it was set up as {name}, in {}.",
                self.council, self.nation
            );
            if self.format == Format::Table {
                out(note);
            } else {
                set_up = Some(note);
            }
        }
        let mut answer = import_files(
            client,
            &self.council,
            self.plan.as_deref(),
            self.dry_run,
            files,
        )
        .await?;
        if let (Some(note), Value::Array(notes)) = (set_up, &mut answer["notes"]) {
            notes.insert(0, note.into());
        }
        Ok(answer)
    }

    /// What the council lacks before anything can be imported, in words: any
    /// log, or the first commit of one that was made and never begun.
    async fn missing(&self, client: &Client) -> anyhow::Result<Option<&'static str>> {
        let path = format!("/api/v1/{}", self.council);
        let known = client.send(Method::GET, &path, &[], Vec::new()).await?;
        if known.status.is_success() {
            return Ok(None);
        }
        let problem: Value = serde_json::from_slice(&known.body).unwrap_or_default();
        let code = problem["code"].as_str();
        Ok([
            (Code::UnknownCouncil, "was not known"),
            (Code::CouncilNotEstablished, "had a log and nothing in it"),
        ]
        .into_iter()
        .find(|(known, _)| code == Some(known.code()))
        .map(|(_, missing)| missing))
    }
}

impl Import {
    /// Decides the import against a council that was just set up, so that one
    /// that would be refused leaves no council behind.
    /// The answer is that of a trial.
    fn rehearse(&self, files: &[SourceFile]) -> anyhow::Result<Value> {
        let (sheets, mut notes, faults) = match parse_for(files, self.plan.as_deref()) {
            Ok(import) => (import.sheets, import.notes, None),
            Err(mut faults) => {
                let sheets = std::mem::take(&mut faults.rest.sheets);
                (sheets, Vec::new(), Some(faults))
            }
        };
        let rows = json!({
            "plans": sheets.plans.len(),
            "people": sheets.people.len(),
            "items": sheets.items.len(),
            "targets": sheets.targets.len(),
            "observations": sheets.observations.len(),
        });
        let nation: Nation = self.nation.parse()?;
        let id: CouncilId = self.council.parse()?;
        let name = self.name.clone().unwrap_or_else(|| id.to_string());
        let establish = Command::EstablishCouncil(EstablishCouncil {
            name,
            nation,
            zone: None,
            settings: Settings::default(),
        });
        let import = Command::Import(Rows {
            plan: self.plan.clone(),
            sheets,
        });
        let now = jiff::Timestamp::now();
        let mut state = State::default();
        let mut envelope = Envelope {
            id: "rehearsal".parse()?,
            actor: "operator".parse()?,
            known_at: None,
            cause: None,
            session: None,
            command: establish,
        };
        let decided = decide(&state, &envelope, Context { now }).map_err(refused)?;
        for event in &decided.events {
            state.evolve(event, Recorded { place: 1, at: now });
        }
        envelope.command = import;
        let decided = decide(&state, &envelope, Context { now });
        let Some(mut faults) = faults else {
            let decided = decided.map_err(refused)?;
            let council = &self.council;
            notes.push(format!(
                "council `{council}` is not known: it would be set up"
            ));
            notes.extend(decided.notes);
            let events = decided.events.len();
            return Ok(json!({
                "accepted": null, "events": events, "notes": notes, "rows": rows,
            }));
        };
        if let Command::Import(Rows { sheets, .. }) = envelope.command {
            faults.rest.sheets = sheets;
        }
        let more = faults.more;
        let by_rules = decided.err().map(|rejection| rejection.faults);
        let (faults, detail) = faults.with_those_of_rules(by_rules.unwrap_or_default());
        let mut rejection = reject(Code::ImportFaults, detail);
        rejection.faults = faults;
        let mut problem = serde_json::to_value(&rejection)?;
        if more > 0 {
            problem["more"] = more.into();
        }
        Err(Refused { problem }.into())
    }
}

fn is_no_data(error: &anyhow::Error) -> bool {
    problem(error)["code"] == quarterday_gateway::failure::Code::NoData.code()
}

fn refused(rejection: Rejection) -> anyhow::Error {
    let problem = serde_json::to_value(&rejection).unwrap_or_default();
    Refused { problem }.into()
}

/// Sends files to be imported; what the service answers.
pub(crate) async fn import_files(
    client: &Client,
    council: &str,
    plan: Option<&str>,
    dry_run: bool,
    files: &[SourceFile],
) -> anyhow::Result<Value> {
    let mut path = format!("/api/v1/{council}/imports?dry_run={dry_run}");
    if let Some(plan) = plan {
        path.push_str(&format!("&plan={}", encode(plan)));
    }
    let boundary = format!("quarterday-{}", hex::encode(rand::random::<[u8; 16]>()));
    let mut body = Vec::new();
    for file in files {
        let name = file.name.replace(['"', '\r', '\n'], "_");
        body.extend_from_slice(
            format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; \
                 filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(&file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={boundary}");
    let answer = client
        .call(Method::POST, &path, &[("content-type", &kind)], body)
        .await?;
    Ok(serde_json::from_slice(&answer)?)
}

/// Prints what became of an import.
fn print_import(answer: &Value, format: Format) -> anyhow::Result<()> {
    let sheets: Vec<Value> = ["plans", "people", "items", "targets", "observations"]
        .iter()
        .filter(|sheet| answer["rows"][**sheet].as_u64().unwrap_or(0) > 0)
        .map(|sheet| json!({ "sheet": sheet, "rows": answer["rows"][*sheet] }))
        .collect();
    let columns = [("sheet", "Sheet"), ("rows", "Rows read")];
    // One import is one document, also where each stands on a line.
    let whole = std::slice::from_ref(answer);
    if format == Format::Ndjson {
        return output::ndjson(whole);
    }
    output::list(format, answer, &sheets, &columns, |sheet| {
        vec![output::text(&sheet["sheet"]), output::text(&sheet["rows"])]
    })?;
    if format != Format::Table {
        return Ok(());
    }
    for note in answer["notes"].as_array().into_iter().flatten() {
        out(format!("  {}", note.as_str().unwrap_or_default()));
    }
    let events = output::counted(answer["events"].as_u64().unwrap_or(0), "event");
    if answer["accepted"].is_null() {
        out(format!(
            "Dry run: nothing was stored; it would be {events}."
        ));
    } else if answer["accepted"]["events"] == 0 {
        out("Nothing had to change.");
    } else {
        out(format!(
            "Recorded at place {}: {events}.",
            answer["accepted"]["place"]
        ));
    }
    Ok(())
}
